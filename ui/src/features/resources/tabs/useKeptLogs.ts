import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { ResourceRef } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { useCan } from '@/shared/data/me';

/** The logs of attempts that have ended, newest first. Nothing is asked for one who may not read logs. */
export function useKeptLogs(reference: ResourceRef) {
  const can = useCan();
  return useQuery({
    queryKey: keys.keptLogs(reference),
    queryFn: async ({ signal }) => (await need(api.GET('/api/v1/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}/logs/kept', { params: { path: { ...reference } }, signal }))).items,
    enabled: reference.plural === 'sparkapplications' && can('resources:logs', reference),
  });
}
