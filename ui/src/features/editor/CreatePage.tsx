import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Cluster, Kind } from '@/api/types';
import { useClusters } from '@/shared/data/clusters';
import { useKinds } from '@/shared/data/kinds';
import { useCan, useMe } from '@/shared/data/me';
import { useScope } from '@/shared/data/scope';
import { kindInSentence } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { LinkButton } from '@/shared/ui/LinkButton';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, Forbidden, Lines } from '@/shared/ui/States';
import { KubernetesIcon } from '@/shared/ui/icons';
import { Crumbs } from './Crumbs';
import { EditorScreen } from './EditorScreen';
import { referenceOf } from './identity';
import { ReviewScreen } from './ReviewScreen';
import { contextOf, templatesOf } from './templates';
import { useDraft } from './useDraft';
import './editor.css';

export function CreatePage() {
  const { plural } = useParams({ from: '/shell/resources/$plural/new' });
  const kinds = useKinds();
  const clusters = useClusters();
  const can = useCan();
  const me = useMe();
  const kind = kinds.data?.find((each) => each.plural === plural);
  const title = `Create ${kind ? kindInSentence(kind.kind) : ''}`;
  if (me.data && !can('resources:write')) return <Forbidden permission="resources:write" />;
  const failed = [kinds, clusters].find((query) => query.isError);
  if (failed) return <Failure error={failed.error} title="The editor can’t be prepared" onRetry={() => void failed.refetch()} />;
  return (
    <div className="nx-stack">
      <PageHead title={title} before={<Crumbs plural={plural} title={listTitle(plural)} />} />
      {kind && clusters.data && kinds.data ? (
        <Create key={plural} kind={kind} kinds={kinds.data} clusters={clusters.data.filter((cluster) => can('resources:write', { cluster: cluster.name }))} />
      ) : (
        <Lines count={8} />
      )}
    </div>
  );
}

function Create({ kind, kinds, clusters }: { kind: Kind; kinds: readonly Kind[]; clusters: readonly Cluster[] }) {
  const { step } = useSearch({ from: '/shell/resources/$plural/new' });
  const navigate = useNavigate({ from: '/resources/$plural/new' });
  const scope = useScope();
  const { draft: kept, keep, forget, discard } = useDraft(`new.${kind.plural}`);
  const templates = templatesOf(kind.kind);

  const start = useMemo(() => {
    const cluster = clusters.find((each) => each.name === scope.cluster) ?? clusters.find((each) => each.served[kind.kind]) ?? clusters[0];
    const namespace = scope.namespaces[0] ?? cluster?.namespaces[0] ?? 'default';
    const text = templates[0]?.text(contextOf(kind.kind, kind.family, cluster, namespace)) ?? '';
    return { cluster: cluster?.name ?? '', namespace, text };
  }, [clusters, scope, kind, templates]);
  const draft = kept ?? start;
  const cluster = clusters.find((each) => each.name === draft.cluster);

  if (clusters.length === 0) {
    return (
      <Empty title="No cluster to create it on" icon={KubernetesIcon} actions={<LinkButton to="/clusters">See the clusters</LinkButton>}>
        A resource lives on a cluster. Add one first, or ask for the right resources:write on one.
      </Empty>
    );
  }

  /** Another place or template: a text that is still a template as it came is written anew, one that was touched stays. */
  const change = (next: { cluster?: string; namespace?: string; template?: string }) => {
    const target = clusters.find((each) => each.name === (next.cluster ?? draft.cluster));
    const namespace = next.namespace ?? (target?.namespaces.includes(draft.namespace) ? draft.namespace : (target?.namespaces[0] ?? draft.namespace));
    const old = contextOf(kind.kind, kind.family, cluster, draft.namespace);
    const untouched = templates.find((template) => template.text(old) === draft.text);
    const template = next.template ? templates.find((each) => each.id === next.template) : untouched;
    const text = template ? template.text(contextOf(kind.kind, kind.family, target, namespace)) : draft.text;
    keep({ cluster: target?.name ?? draft.cluster, namespace, text });
  };

  const found = referenceOf(draft.text, kinds, draft);
  const reference = 'ref' in found ? found.ref : null;
  if (step === 'review' && reference) {
    return (
      <ReviewScreen
        reference={reference}
        change={{ action: 'apply', text: draft.text, etag: undefined }}
        onEdit={(text) => keep({ ...draft, text })}
        onBack={() => void navigate({ to: '.', search: (old) => ({ ...old, step: undefined }) })}
        onAccepted={forget}
      />
    );
  }
  return (
    <EditorScreen
      text={draft.text}
      onChange={(text) => keep({ ...draft, text })}
      kind={kind.kind}
      cluster={cluster}
      namespace={reference?.namespace ?? draft.namespace}
      reference={reference}
      missing={'missing' in found ? { words: found.missing, pointer: found.pointer } : null}
      etag={undefined}
      onReview={() => void navigate({ to: '.', search: (old) => ({ ...old, step: 'review' }) })}
      onDiscard={kept ? discard : undefined}
      controls={
        <div className="nx-place">
          <Choice label="Cluster" id="place-cluster" value={draft.cluster} options={clusters.map((each) => [each.name, each.name])} onChange={(value) => change({ cluster: value })} />
          <Choice
            label="Namespace"
            id="place-namespace"
            value={draft.namespace}
            options={[...new Set([draft.namespace, ...(cluster?.namespaces ?? [])])].sort().map((name) => [name, name])}
            onChange={(value) => change({ namespace: value })}
          />
          <Choice
            label="Start from"
            id="place-template"
            value={templates.find((template) => template.text(contextOf(kind.kind, kind.family, cluster, draft.namespace)) === draft.text)?.id ?? ''}
            options={[['', 'Own text'], ...templates.map((template): [string, string] => [template.id, template.title])]}
            onChange={(value) => value !== '' && change({ template: value })}
          />
        </div>
      }
    />
  );
}

interface ChoiceProps {
  label: string;
  id: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

function Choice({ label, id, value, options, onChange }: ChoiceProps) {
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect id={id} value={value} onChange={(_, next) => onChange(next)}>
        {options.map(([option, words]) => (
          <FormSelectOption key={option} value={option} label={words} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}
