import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { keys } from '@/shared/data/keys';

/** Resources whose name holds the text, over all that the reader may see. */
export function useFound(text: string) {
  return useQuery({
    queryKey: keys.search(text),
    queryFn: async ({ signal }) => (await need(api.GET('/api/v1/resources', { params: { query: { q: text, limit: 12, sort: 'name' } }, signal }))).items,
    enabled: text.length > 0,
    placeholderData: (old) => old,
    staleTime: 5000,
  });
}
