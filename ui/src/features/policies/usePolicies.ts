import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { NamespacePolicy, PolicyItem } from '@/api/types';
import { keys } from '@/shared/data/keys';

export interface PolicyPlace {
  cluster: string;
  namespace: string;
}

export function usePolicies() {
  return useQuery({ queryKey: keys.policies, queryFn: async ({ signal }) => (await need(api.GET('/api/v1/namespace-policies', { signal }))).items });
}

/** `version` is the one that the change is based on; 0: there must be none yet. Fails with 412 when somebody else was first. */
export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ place, policy, version }: { place: PolicyPlace; policy: NamespacePolicy; version: number }) =>
      need(api.PUT('/api/v1/namespace-policies/{cluster}/{namespace}', { params: { path: { ...place }, header: { 'If-Match': `"${version}"` } }, body: policy })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
}

export function useRemovePolicy({ cluster, namespace, version }: PolicyItem) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => need(api.DELETE('/api/v1/namespace-policies/{cluster}/{namespace}', { params: { path: { cluster, namespace }, header: { 'If-Match': `"${version}"` } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
}
