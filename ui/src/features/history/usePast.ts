import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { compact } from '@/shared/lib/search';
import { pageSize } from '@/shared/table/paging';

/** Applications whose objects have gone, the newest end first. */
export function usePast(search: Record<string, string | undefined>) {
  const { page: _page, ...filters } = search;
  const params = compact(filters);
  return useQuery({
    queryKey: ['past', params],
    queryFn: ({ signal }) => need(api.GET('/api/v1/past-applications', { params: { query: { ...params, limit: pageSize } }, signal })),
    placeholderData: (old) => old,
    refetchInterval: 30_000,
  });
}
