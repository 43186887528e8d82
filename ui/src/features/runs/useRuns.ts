import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { keys } from '@/shared/data/keys';
import { compact } from '@/shared/lib/search';
import { pageSize } from '@/shared/table/paging';

type RunSearch = Record<string, string | undefined>;

export function useRuns(search: RunSearch) {
  const { page: _page, name, ...filters } = search;
  // What one types is the beginning of a name.
  const params = compact({ ...filters, name: name && `${name.replace(/\*+$/, '')}*`, limit: String(pageSize) });
  return useQuery({
    queryKey: keys.runs(params),
    queryFn: ({ signal }) => need(api.GET('/api/v1/runs', { params: { query: { ...params, limit: pageSize } }, signal })),
    placeholderData: (old) => old,
    refetchInterval: 30_000,
  });
}
