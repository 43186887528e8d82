import { Button, Checkbox, ExpandableSection } from '@patternfly/react-core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { IntentItem, ResourceDetail, ResourceRef, RunItem } from '@/api/types';
import { useCan } from '@/shared/data/me';
import { useRevisions } from '@/shared/data/resources';
import { YamlCompare } from '@/shared/code/lazy';
import { diffValues } from '@/shared/lib/diff';
import { count } from '@/shared/lib/format';
import { toYaml } from '@/shared/lib/yaml';
import { runLook } from '@/shared/status';
import { DiffList } from '@/shared/ui/DiffList';
import { Empty, Failure, Lines } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { CompareIcon, HistoryIcon } from '@/shared/ui/icons';

interface Props {
  resource: ResourceDetail;
  reference: ResourceRef;
}

/** What happened: "Created", "Changed", "Rolled back", "Deleted". */
function happening(intent: IntentItem, isFirst: boolean): string {
  if (intent.deleted) return 'Deleted';
  if (intent.origin.includes('rollback')) return 'Rolled back';
  if (intent.origin.includes('adopt')) return 'Adopted';
  if (intent.origin === 'detach') return 'Detached';
  return isFirst ? 'Created' : 'Changed';
}

/** One timeline of who asked for what, why, and how its run went. */
export default function ChangesTab({ resource, reference }: Props) {
  const revisions = useRevisions(reference);
  const [chosen, setChosen] = useState<number[]>([]);
  const can = useCan();
  if (revisions.isError) return <Failure error={revisions.error} title="The changes could not be loaded" onRetry={() => void revisions.refetch()} />;
  if (!revisions.data) return <Lines count={8} />;
  if (revisions.data.length === 0) {
    return (
      <Empty title="Not changed through Nexa yet" icon={HistoryIcon}>
        This resource was made elsewhere. With its first change here, every revision is kept with its author and reason, and can be rolled back to.
      </Empty>
    );
  }
  const ordered = [...revisions.data].sort((a, b) => b.revision - a.revision);
  const [from, to] = [...chosen].sort((a, b) => a - b).map((revision) => ordered.find((intent) => intent.revision === revision));
  const choose = (revision: number) => setChosen((old) => (old.includes(revision) ? old.filter((other) => other !== revision) : [...old, revision].slice(-2)));
  return (
    <div className="nx-stack">
      <p className="nx-small nx-subtle">Select two revisions to compare them.</p>
      {from && to && <Comparison from={from} to={to} onClose={() => setChosen([])} />}
      <ol className="nx-quiet-list nx-panel nx-rows">
        {ordered.map((intent, index) => (
          <Revision
            key={intent.id}
            intent={intent}
            previous={ordered[index + 1]}
            run={resource.runs.find((run) => run.intent === intent.id || run.revision === intent.revision)}
            isCurrent={intent.revision === resource.revision}
            isChosen={chosen.includes(intent.revision)}
            onChoose={() => choose(intent.revision)}
            reference={reference}
            mayRollBack={can('resources:write', resource)}
          />
        ))}
      </ol>
    </div>
  );
}

function Comparison({ from, to, onClose }: { from: IntentItem; to: IntentItem; onClose: () => void }) {
  return (
    <section className="nx-panel" aria-label="Comparison">
      <div className="nx-panel__head">
        <h2 className="nx-status">
          <CompareIcon /> Revision {from.revision} and revision {to.revision}
        </h2>
        <Button variant="link" size="sm" onClick={onClose}>
          Close
        </Button>
      </div>
      <YamlCompare before={manifestText(from)} after={manifestText(to)} labels={[`Revision ${from.revision}`, `Revision ${to.revision}`]} />
    </section>
  );
}

function manifestText(intent: IntentItem): string {
  return intent.manifest ? toYaml(intent.manifest) : '';
}

interface RevisionProps {
  intent: IntentItem;
  previous: IntentItem | undefined;
  run: RunItem | undefined;
  isCurrent: boolean;
  isChosen: boolean;
  onChoose: () => void;
  reference: ResourceRef;
  mayRollBack: boolean;
}

function Revision({ intent, previous, run, isCurrent, isChosen, onChoose, reference, mayRollBack }: RevisionProps) {
  const navigate = useNavigate();
  const isFirst = !previous && intent.revision === 1;
  const diff = intent.manifest && previous?.manifest ? diffValues(previous.manifest, intent.manifest) : null;
  return (
    <li className="nx-revision">
      <Checkbox id={`revision-${intent.revision}`} aria-label={`Compare revision ${intent.revision}`} isChecked={isChosen} onChange={onChoose} />
      <div className="nx-revision__body">
        <div className="nx-row nx-row--apart">
          <div className="nx-row">
            <strong>
              {happening(intent, isFirst)} by {intent.author}
            </strong>
            <span className="nx-small nx-subtle">
              revision {intent.revision}
              {isCurrent && ', current'}
            </span>
          </div>
          <div className="nx-row">
            {run && (
              <Link to="/runs/$id" params={{ id: run.id }} className="nx-link">
                <StatusText look={runLook[run.state]} />
              </Link>
            )}
            <span className="nx-small nx-subtle">
              <TimeAgo at={intent.created_at} />
            </span>
          </div>
        </div>
        {intent.reason && <p className="nx-break">“{intent.reason}”</p>}
        {run?.state === 'failed' && <p className="nx-small nx-break">{run.message}</p>}
        <div className="nx-row nx-row--apart">
          {diff && diff.length > 0 ? (
            <ExpandableSection toggleText={count(diff.length, 'field')} className="nx-revision__diff">
              <DiffList entries={diff} />
            </ExpandableSection>
          ) : (
            <span className="nx-small nx-subtle">{diff ? 'The same manifest as before' : ''}</span>
          )}
          {mayRollBack && !isCurrent && !intent.deleted && intent.origin !== 'detach' && (
            <Button
              variant="link"
              size="sm"
              onClick={() =>
                void navigate({ to: '/clusters/$cluster/namespaces/$namespace/$plural/$name/rollback', params: { ...reference }, search: { revision: String(intent.revision) } })
              }
            >
              Roll back to this
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
