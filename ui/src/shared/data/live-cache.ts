import type { QueryClient } from '@tanstack/react-query';
import type { Cluster, ResourceItem, ResourcePage, RunDetail, RunItem, RunPage } from '@/api/types';
import { splitList } from '../lib/search';
import { keys } from './keys';

/** A row of a list as live events leave it: one that was deleted stays where it is, marked, until the list is asked for again. */
export type LiveItem = ResourceItem & { gone?: boolean };

export type ResourceEvent = ResourceItem | { deleted: true; cluster: string; namespace: string; kind: string; name: string };

interface Key {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
}

export function sameKey(a: Key, b: Key): boolean {
  return a.name === b.name && a.namespace === b.namespace && a.cluster === b.cluster && a.kind === b.kind;
}

/** Whether an item belongs to a list with these parameters, as far as the page can tell. */
export function matches(item: ResourceItem, params: Record<string, string>): boolean {
  const within = (filter: string | undefined, value: string) => filter === undefined || splitList(filter).includes(value);
  return (
    within(params.kind, item.kind) &&
    within(params.cluster, item.cluster) &&
    within(params.namespace, item.namespace) &&
    within(params.health, item.health) &&
    within(params.sync, item.sync) &&
    (params.q === undefined || item.name.toLowerCase().includes(params.q.toLowerCase())) &&
    params.label === undefined
  );
}

/** A page of a list after an event: cells change, rows never move, appear or go. */
export function patchPage(page: ResourcePage, event: ResourceEvent): ResourcePage {
  const index = page.items.findIndex((item) => sameKey(item, event));
  const old = page.items[index];
  if (!old) return page;
  if ('deleted' in event) return { ...page, items: page.items.with(index, { ...old, gone: true } as LiveItem) };
  if (event.sequence <= old.sequence) return page;
  return { ...page, items: page.items.with(index, event) };
}

/** What is asked about one resource, and may be another answer after each of its events. */
const followed: ReadonlySet<unknown> = new Set(['resource', 'events', 'actions', 'relations', 'action-preview', 'kept-logs']);

export function onResourceEvent(client: QueryClient, event: ResourceEvent): void {
  for (const query of client.getQueryCache().findAll({ queryKey: ['resources'] })) {
    const page = query.state.data as ResourcePage | undefined;
    const params = query.queryKey[1] as Record<string, string>;
    if (!page) continue;
    const patched = patchPage(page, event);
    // The time of the last answer stays: what counts as newer than the list is measured against it.
    if (patched !== page) client.setQueryData(query.queryKey, patched, { updatedAt: query.state.dataUpdatedAt });
    else if (!('deleted' in event) && isNew(event, page, query.state.dataUpdatedAt) && matches(event, params)) {
      client.setQueryData<string[]>(keys.newer(params), (names = []) => [...new Set([...names, `${event.cluster}/${event.namespace}/${event.name}`])]);
    }
  }
  const plural = 'deleted' in event ? null : event.plural;
  void client.invalidateQueries({
    predicate: ({ queryKey, state }) =>
      state.data !== undefined &&
      followed.has(queryKey[0]) &&
      (plural === null
        ? String(queryKey[1]).startsWith(`${event.cluster}/${event.namespace}/`) && String(queryKey[1]).endsWith(`/${event.name}`)
        : queryKey[1] === `${event.cluster}/${event.namespace}/${plural}/${event.name}`),
  });
}

function isNew(event: ResourceItem, page: ResourcePage, updatedAt: number): boolean {
  if (page.items.some((item) => sameKey(item, event))) return false;
  return page.total <= page.items.length || (event.created_at != null && Date.parse(event.created_at) > updatedAt);
}

export function onRunEvent(client: QueryClient, run: RunItem): void {
  client.setQueriesData<RunPage>({ queryKey: ['runs'] }, (page) => {
    const index = page?.items.findIndex((item) => item.id === run.id) ?? -1;
    return page && index >= 0 ? { ...page, items: page.items.with(index, run) } : page;
  });
  client.setQueryData<RunDetail>(keys.run(run.id), (old) => (old ? { ...old, ...run } : old));
  void client.invalidateQueries({ queryKey: keys.run(run.id) });
  // What is queued, released or withdrawn, and what makes room.
  if (run.kind === 'SparkApplication') void client.invalidateQueries({ queryKey: ['queues'] });
  const path = `${run.cluster}/${run.namespace}/${run.plural}/${run.name}`;
  void client.invalidateQueries({ queryKey: ['resource', path] });
  void client.invalidateQueries({ queryKey: ['actions', path] });
  void client.invalidateQueries({ queryKey: ['revisions', path] });
}

export interface PlanEvent {
  id: string;
  state: string;
}

/** An event says that a plan is another now; whoever may see it asks for it. */
export function onPlanEvent(client: QueryClient, { id }: PlanEvent): void {
  void client.invalidateQueries({ queryKey: keys.plan(id) });
  void client.invalidateQueries({ queryKey: ['plans'] });
}

/** An event tells how a cluster is doing, without what is counted in it: that stays as it was last asked for. */
export function onClusterEvent(client: QueryClient, cluster: Cluster): void {
  const known = client.getQueryData<Cluster[]>(keys.clusters)?.some((other) => other.name === cluster.name);
  if (!known) {
    void client.invalidateQueries({ queryKey: keys.clusters, predicate: (query) => query.state.data !== undefined });
    return;
  }
  client.setQueryData<Cluster[]>(keys.clusters, (clusters) => {
    const index = clusters?.findIndex((other) => other.name === cluster.name) ?? -1;
    const old = clusters?.[index];
    if (!clusters || !old) return clusters;
    const { namespaces, counts, counts_by_kind, runs_under_way } = old;
    // Certificates of resources are the reader's own too; those of the connection come with the event.
    const certificates = [...cluster.certificates.filter((each) => each.kind === ''), ...old.certificates.filter((each) => each.kind !== '')];
    certificates.sort((a, b) => Date.parse(a.expires_at) - Date.parse(b.expires_at));
    return clusters.with(index, { ...cluster, namespaces, counts, counts_by_kind, runs_under_way, certificates });
  });
}
