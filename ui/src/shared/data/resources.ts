import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, need, rawRequest } from '@/api/client';
import type { ChangeResult, Preview, ResourceRef } from '@/api/types';
import { newKey } from '../lib/random';
import { keys } from './keys';

export function resourceOptions(ref: ResourceRef) {
  return queryOptions({
    queryKey: keys.resource(ref),
    queryFn: ({ signal }) => need(api.GET(path, { params: { path: { ...ref } }, signal })),
  });
}

export function useResource(ref: ResourceRef) {
  return useQuery(resourceOptions(ref));
}

export function useRevisions(ref: ResourceRef) {
  return useQuery({
    queryKey: keys.revisions(ref),
    queryFn: async ({ signal }) => (await need(api.GET(`${path}/revisions`, { params: { path: { ...ref } }, signal }))).items,
  });
}

const path = '/api/v1/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}';

/** The address of a resource in the API. */
export function resourcePath({ cluster, namespace, plural, name }: ResourceRef): string {
  const [c, ns, p, n] = [cluster, namespace, plural, name].map(encodeURIComponent) as [string, string, string, string];
  return `/api/v1/clusters/${c}/namespaces/${ns}/${p}/${n}`;
}

/** A change that a person is about to make. */
export type Change =
  | { action: 'apply'; text: string; etag: string | undefined; takeOver?: boolean; override?: boolean }
  | { action: 'delete'; etag: string | undefined }
  | { action: 'rollback'; revision: number; etag: string | undefined; override?: boolean };

/** What the change would do. Nothing is kept. Errors: ApiProblem; a document that can't be read is 422 with pointers. */
export async function preview(ref: ResourceRef, change: Change, signal?: AbortSignal): Promise<Preview> {
  const response = await send(ref, change, { dry_run: 'true' }, {}, signal);
  return (await response.json()) as Preview;
}

/** Asks for the change. `idempotencyKey` stays the same when the same request is sent again. */
export async function commit(ref: ResourceRef, change: Change, reason: string, idempotencyKey: string): Promise<ChangeResult> {
  const response = await send(ref, change, reason === '' ? {} : { reason }, { 'Idempotency-Key': idempotencyKey });
  return (await response.json()) as ChangeResult;
}

function send(ref: ResourceRef, change: Change, query: Record<string, string>, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const params = new URLSearchParams(query);
  const all = new Headers(headers);
  if (change.etag !== undefined) all.set('If-Match', change.etag);
  if (change.action !== 'delete' && change.override) params.set('override', 'true');
  const init: RequestInit = { headers: all, signal: signal ?? null };
  let address = resourcePath(ref);
  if (change.action === 'apply') {
    if (change.takeOver) params.set('take_over', 'true');
    all.set('Content-Type', 'application/yaml');
    Object.assign(init, { method: 'PUT', body: change.text });
  } else if (change.action === 'delete') {
    Object.assign(init, { method: 'DELETE' });
  } else {
    address += '/actions/rollback';
    all.set('Content-Type', 'application/json');
    Object.assign(init, { method: 'POST', body: JSON.stringify({ revision: change.revision, ...(query.reason ? { reason: query.reason } : {}) }) });
  }
  const text = params.toString();
  return rawRequest(text === '' ? address : `${address}?${text}`, init);
}

/** Makes the live object the desired state. */
/** The resource stays as it is, and Nexa does not manage it any more. */
export const detach = (ref: ResourceRef): Promise<ChangeResult> => manage(ref, 'detach');

export const adopt = (ref: ResourceRef): Promise<ChangeResult> => manage(ref, 'adopt');

async function manage(ref: ResourceRef, verb: 'adopt' | 'detach'): Promise<ChangeResult> {
  const headers = { 'Idempotency-Key': newKey() };
  const response = await rawRequest(`${resourcePath(ref)}/actions/${verb}`, { method: 'POST', headers });
  return (await response.json()) as ChangeResult;
}
