import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { ResourcePage } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { compact, type ListSearch } from '@/shared/lib/search';
import { pageSize } from '@/shared/table/paging';

/** The query parameters of a list: what its address says, for one kind. */
export function listParams(kind: string, search: ListSearch): Record<string, string> {
  const { page: _page, ...filters } = search;
  return compact({ ...filters, kind, sort: search.sort ?? 'name', limit: String(pageSize) });
}

export function useResourceList(kind: string | undefined, search: ListSearch) {
  const client = useQueryClient();
  const params = listParams(kind ?? '', search);
  const query = useQuery({
    queryKey: keys.resources(params),
    queryFn: async ({ signal }) => {
      const page = await fetchPage(params, signal);
      client.setQueryData<string[]>(keys.newer(params), []);
      return page;
    },
    enabled: kind !== undefined,
    placeholderData: (old) => old,
  });
  const newer = useQuery<string[]>({ queryKey: keys.newer(params), queryFn: () => [], enabled: false, initialData: [] }).data;
  return { ...query, params, newer };
}

export function fetchPage(params: Record<string, string>, signal?: AbortSignal): Promise<ResourcePage> {
  return need(api.GET('/api/v1/resources', { params: { query: { ...params, limit: Number(params.limit ?? pageSize) } }, signal: signal ?? null }));
}

/** Everything that the filter holds, page by page; at most `limit` items, so that an export can't run away. */
export async function fetchAll(params: Record<string, string>, limit = 10_000): Promise<ResourcePage['items']> {
  const items: ResourcePage['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(compact({ ...params, limit: '500', cursor }));
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return items;
}
