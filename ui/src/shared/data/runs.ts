import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { isUnderWay } from '../status';
import { keys } from './keys';

/** A run with its steps. Live events refresh it; the slow poll is for when the live connection is away. */
export function useRun(id: string) {
  return useQuery({
    queryKey: keys.run(id),
    queryFn: ({ signal }) => need(api.GET('/api/v1/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.state) ? 5000 : false),
  });
}

export function useRunAction(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: 'cancel' | 'retry') => need(api.POST(`/api/v1/runs/{id}/${action}`, { params: { path: { id } } })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.run(id) });
      void client.invalidateQueries({ queryKey: ['runs'] });
    },
  });
}
