import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import type { Relation, ResourceRef } from '@/api/types';
import { count, formatNumber } from '@/shared/lib/format';
import { healthLook } from '@/shared/status';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { Empty, Failure, Lines } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { ClusterIcon } from '@/shared/ui/icons';
import { useRelations } from '../panels/data';
import { groupsOf } from './relationGroups';

/** So many of one role are named at first; the rest are a click away. */
const named = 25;

/** What a resource is a part of, what it consists of and what works with it: a tree, each node with its health. */
export default function RelatedTab({ reference }: { reference: ResourceRef }) {
  const tree = useRelations(reference);
  if (tree.isError && !tree.data) return <Failure error={tree.error} title="What belongs to it could not be loaded" onRetry={() => void tree.refetch()} />;
  if (!tree.data) return <Lines count={6} />;
  const { owners, children, left_out: leftOut } = tree.data;
  if (owners.length + children.length === 0) {
    return (
      <Empty title="Nothing belongs to it" icon={ClusterIcon}>
        What it is part of, what it consists of and what works with it appears here by itself.
      </Empty>
    );
  }
  return (
    <div className="nx-stack">
      {owners.length > 0 && (
        <section className="nx-panel" aria-labelledby="related-owners">
          <div className="nx-panel__head">
            <h2 id="related-owners">Part of</h2>
          </div>
          <Nodes place={reference} relations={owners} showRole />
        </section>
      )}
      {groupsOf(children).map(({ role, relations }) => (
        <section key={role} className="nx-panel" aria-label={role}>
          <div className="nx-panel__head">
            <h2>{role}</h2>
            <span className="nx-small nx-subtle">{formatNumber(relations.length)}</span>
          </div>
          <Nodes place={reference} relations={relations} />
        </section>
      ))}
      {leftOut > 0 && <p className="nx-small nx-subtle">{count(leftOut, 'more is', 'more are')} not shown: the lists have them all.</p>}
    </div>
  );
}

interface NodesProps {
  place: ResourceRef;
  relations: readonly Relation[];
  showRole?: boolean;
}

function Nodes({ place, relations, showRole = false }: NodesProps) {
  const [all, setAll] = useState(false);
  const shown = all ? relations : relations.slice(0, named);
  return (
    <ul className="nx-quiet-list nx-rows nx-tree">
      {shown.map((relation) => (
        <li key={`${relation.role}/${relation.kind}/${relation.name}`}>
          <Node place={place} relation={relation} showRole={showRole} />
          {relation.children.length > 0 && <Nodes place={place} relations={groupsOf(relation.children).flatMap((group) => group.relations)} showRole />}
        </li>
      ))}
      {relations.length > shown.length && (
        <li>
          <Button variant="link" isInline onClick={() => setAll(true)}>
            Show {formatNumber(relations.length - shown.length)} more
          </Button>
        </li>
      )}
    </ul>
  );
}

function Node({ place, relation: { role, plural, name, health, words }, showRole }: { place: ResourceRef; relation: Relation; showRole: boolean }) {
  return (
    <div className="nx-related">
      <span className="nx-break">
        {showRole && <span className="nx-small nx-subtle">{role} </span>}
        {plural === null ? name : <ResourceLink cluster={place.cluster} namespace={place.namespace} plural={plural} name={name} />}
      </span>
      <StatusText look={healthLook[health]} />
      <span className="nx-small nx-subtle nx-break">{health === 'Healthy' ? '' : words}</span>
    </div>
  );
}
