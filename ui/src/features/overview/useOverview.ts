import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { Overview } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { useScope, type Scope } from '@/shared/data/scope';

export function useOverview() {
  const scope = useScope();
  return useQuery({
    queryKey: keys.overview,
    queryFn: ({ signal }) => need(api.GET('/api/v1/overview', { signal })),
    refetchInterval: 60_000,
    select: (overview) => within(overview, scope),
  });
}

interface Placed {
  cluster: string;
  namespace: string;
}

/** Only what is in scope: the server answers for all that the caller may see. */
export function within(overview: Overview, scope: Pick<Scope, 'cluster' | 'namespaces'>): Overview {
  const inScope = (item: Placed) =>
    (scope.cluster === undefined || item.cluster === scope.cluster) && (scope.namespaces.length === 0 || scope.namespaces.includes(item.namespace));
  return {
    ...overview,
    clusters: overview.clusters.filter((cluster) => scope.cluster === undefined || cluster.name === scope.cluster),
    attention: overview.attention.filter(inScope),
    runs: overview.runs.filter(inScope),
    changes: overview.changes.filter(inScope),
  };
}
