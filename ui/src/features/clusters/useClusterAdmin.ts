import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { keys } from '@/shared/data/keys';

interface NewCluster {
  name: string;
  kubeconfig: string;
  context?: string | undefined;
  colour?: string | undefined;
  labels?: Record<string, string> | undefined;
}

/** The check list for a kubeconfig that is not saved. */
export function useCheckKubeconfig() {
  return useMutation({
    mutationFn: (body: { kubeconfig: string; context?: string | undefined }) => need(api.POST('/api/v1/clusters/check', { body })),
  });
}

export function useCheckCluster(cluster: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => need(api.POST('/api/v1/clusters/{cluster}/check', { params: { path: { cluster } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.clusters }),
  });
}

export function useCreateCluster() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewCluster) => need(api.POST('/api/v1/clusters', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.clusters }),
  });
}

export function useUpdateCluster(cluster: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, ...body }: { version: number; labels?: Record<string, string>; colour?: string }) =>
      need(api.PATCH('/api/v1/clusters/{cluster}', { params: { path: { cluster }, header: { 'If-Match': `"${version}"` } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.clusters }),
  });
}

export function useRemoveCluster(cluster: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => need(api.DELETE('/api/v1/clusters/{cluster}', { params: { path: { cluster } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.clusters }),
  });
}
