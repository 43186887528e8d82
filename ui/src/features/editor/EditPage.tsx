import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Manifest, ResourceDetail, ResourceRef } from '@/api/types';
import { useCluster } from '@/shared/data/clusters';
import { refPath } from '@/shared/data/keys';
import { useKinds } from '@/shared/data/kinds';
import { resourceOptions } from '@/shared/data/resources';
import { isRecord } from '@/shared/lib/diff';
import { toYaml } from '@/shared/lib/yaml';
import { EditorScreen } from './EditorScreen';
import { ExistingPage } from './ExistingPage';
import { identityOf } from './identity';
import { ReviewScreen } from './ReviewScreen';
import { useDraft } from './useDraft';
import './editor.css';

const route = '/shell/clusters/$cluster/namespaces/$namespace/$plural/$name/edit';

/** What a person would have written for a live object: without what the cluster added. */
export function startingText(resource: Pick<ResourceDetail, 'desired_text' | 'desired' | 'observed'>): string {
  if (resource.desired_text) return resource.desired_text;
  if (resource.desired) return toYaml(resource.desired);
  if (!resource.observed) return '';
  const { status: _status, metadata, ...rest } = resource.observed;
  const kept: Manifest = {};
  if (isRecord(metadata)) for (const key of ['name', 'namespace', 'labels', 'annotations']) if (metadata[key] !== undefined) kept[key] = metadata[key];
  const { apiVersion, kind, ...body } = rest;
  return toYaml({ apiVersion, kind, metadata: kept, ...body });
}

export function EditPage() {
  const params = useParams({ from: route });
  const { takeOver } = useSearch({ from: route });
  const reference = useMemo<ResourceRef>(() => ({ cluster: params.cluster, namespace: params.namespace, plural: params.plural, name: params.name }), [params]);
  return (
    <ExistingPage reference={reference} title={`Edit ${reference.name}`} permission="resources:write">
      {/* Taking over starts anew, from what the server holds: a text that was sent meanwhile is no draft any more. */}
      {(resource) => <Edit key={`${refPath(reference)}${takeOver ? ' take over' : ''}`} resource={resource} reference={reference} />}
    </ExistingPage>
  );
}

function Edit({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
  const { step, takeOver } = useSearch({ from: route });
  const navigate = useNavigate({ from: '/clusters/$cluster/namespaces/$namespace/$plural/$name/edit' });
  const client = useQueryClient();
  const kinds = useKinds().data ?? [];
  const cluster = useCluster(reference.cluster).data;
  const { draft: kept, keep, forget, discard } = useDraft(refPath(reference));
  // The text one began with stays, even when the resource changes meanwhile: its etag then tells the server.
  const draft = kept ?? { text: startingText(resource), cluster: reference.cluster, namespace: reference.namespace, etag: resource.etag };
  const missing = kinds.length === 0 ? null : mismatch(draft.text, reference, resource.kind);

  if (step === 'review' && missing === null) {
    return (
      <ReviewScreen
        reference={reference}
        change={{ action: 'apply', text: draft.text, etag: draft.etag, ...(takeOver ? { takeOver: true } : {}) }}
        onEdit={(text) => keep({ ...draft, text })}
        onBack={() => void navigate({ to: '.', search: (old) => ({ ...old, step: undefined }) })}
        onAccepted={forget}
        onNewest={() =>
          void client.query({ ...resourceOptions(reference), staleTime: 0 }).then((newest) => {
            keep({ ...draft, etag: newest.etag });
          })
        }
      />
    );
  }
  return (
    <EditorScreen
      text={draft.text}
      onChange={(text) => keep({ ...draft, text })}
      kind={resource.kind}
      cluster={cluster}
      namespace={reference.namespace}
      reference={missing ? null : reference}
      missing={missing}
      etag={draft.etag}
      onReview={() => void navigate({ to: '.', search: (old) => ({ ...old, step: 'review' }) })}
      onDiscard={kept ? discard : undefined}
    />
  );
}

/** An edit stays the same resource: another name would be another resource. */
function mismatch(text: string, reference: ResourceRef, kind: string): { words: string; pointer: string } | null {
  const found = identityOf(text);
  if (found.kind !== undefined && found.kind !== kind) return { words: `This is a ${kind}; its kind can’t be changed.`, pointer: '/kind' };
  if (found.name !== undefined && found.name !== reference.name) return { words: `This is ${reference.name}; its name can’t be changed. Create another resource instead.`, pointer: '/metadata/name' };
  if (found.namespace !== undefined && found.namespace !== reference.namespace) {
    return { words: `This is in ${reference.namespace}; its namespace can’t be changed.`, pointer: '/metadata/namespace' };
  }
  return null;
}
