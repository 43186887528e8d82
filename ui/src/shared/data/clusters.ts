import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { keys } from './keys';

/** All clusters that the caller may see: hundreds at most, so they are held whole. */
export function useClusters() {
  return useQuery({
    queryKey: keys.clusters,
    queryFn: async ({ signal }) => (await need(api.GET('/api/v1/clusters', { signal }))).items,
    staleTime: 30_000,
  });
}

export function useCluster(name: string | undefined) {
  const clusters = useClusters();
  return { ...clusters, data: clusters.data?.find((cluster) => cluster.name === name) };
}
