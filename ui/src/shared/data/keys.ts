import type { ResourceItem, ResourceRef } from '@/api/types';

/** The names under which server state is cached. Live events find what to change by these. */
export const keys = {
  me: ['me'] as const,
  kinds: ['kinds'] as const,
  fields: (kind: string, params: Record<string, string>) => ['fields', kind, params] as const,
  clusters: ['clusters'] as const,
  overview: ['overview'] as const,
  resources: (params: Record<string, string>) => ['resources', params] as const,
  newer: (params: Record<string, string>) => ['newer', params] as const,
  resource: (ref: ResourceRef) => ['resource', refPath(ref)] as const,
  revisions: (ref: ResourceRef) => ['revisions', refPath(ref)] as const,
  events: (ref: ResourceRef) => ['events', refPath(ref)] as const,
  keptLogs: (ref: ResourceRef) => ['kept-logs', refPath(ref)] as const,
  actions: (ref: ResourceRef) => ['actions', refPath(ref)] as const,
  relations: (ref: ResourceRef) => ['relations', refPath(ref)] as const,
  runs: (params: Record<string, string>) => ['runs', params] as const,
  run: (id: string) => ['run', id] as const,
  queues: (params: Record<string, string>) => ['queues', params] as const,
  plans: (params: Record<string, string>) => ['plans', params] as const,
  plan: (id: string) => ['plan', id] as const,
  planTypes: (ref: ResourceRef | null) => ['plan-types', ref && refPath(ref)] as const,
  audit: (params: Record<string, string>) => ['audit', params] as const,
  auditHead: ['audit-head'] as const,
  users: (params: Record<string, string>) => ['users', params] as const,
  roles: ['roles'] as const,
  bindings: ['bindings'] as const,
  policies: ['policies'] as const,
  sessions: (user: string) => ['sessions', user] as const,
  search: (q: string) => ['search', q] as const,
};

/** "cluster/namespace/plural/name": none of the four may hold a slash. */
export function refPath({ cluster, namespace, plural, name }: ResourceRef): string {
  return `${cluster}/${namespace}/${plural}/${name}`;
}

/** What names an item in addresses. */
export function refOf({ cluster, namespace, plural, name }: Pick<ResourceItem, keyof ResourceRef>): ResourceRef {
  return { cluster, namespace, plural, name };
}
