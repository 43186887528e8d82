import { useMutation, useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { Health, ResourceRef } from '@/api/types';
import { keys, refPath } from '@/shared/data/keys';
import { useCan } from '@/shared/data/me';

const path = '/api/v1/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}';

/** Pods are asked of the cluster each time: often while something happens, else now and then. In ms. */
const pace = { busy: 3000, quiet: 20_000 };

export function usePods(ref: ResourceRef, health: Health, isAsked = true) {
  return useQuery({
    queryKey: ['pods', refPath(ref)],
    queryFn: async ({ signal }) => (await need(api.GET(`${path}/pods`, { params: { path: { ...ref } }, signal }))).items,
    refetchInterval: health === 'Progressing' || health === 'Degraded' ? pace.busy : pace.quiet,
    enabled: isAsked,
    placeholderData: (old) => old,
  });
}

/** What belongs to a resource. Live events tell of the resource itself; the rest is asked for again now and then. */
export function useRelations(ref: ResourceRef) {
  return useQuery({
    queryKey: keys.relations(ref),
    queryFn: ({ signal }) => need(api.GET(`${path}/relations`, { params: { path: { ...ref } }, signal })),
    refetchInterval: 15_000,
  });
}

/** What a proposal does to each broker; asked again when it is another. */
export function useLoad(ref: ResourceRef, session: string | undefined) {
  return useQuery({
    queryKey: ['load', refPath(ref), session],
    queryFn: async ({ signal }) => (await need(api.GET(`${path}/load`, { params: { path: { ...ref } }, signal }))).items,
    enabled: session !== undefined,
  });
}

/** How far connectors have come. `version` is another whenever they may have been listed anew. */
export function useOffsets(ref: ResourceRef, version: unknown) {
  return useQuery({
    queryKey: ['offsets', refPath(ref), version],
    queryFn: async ({ signal }) => (await need(api.GET(`${path}/offsets`, { params: { path: { ...ref } }, signal }))).items,
    placeholderData: (old) => old,
  });
}

/** The states that an application went through. `version` is another whenever there may be more. */
export function useHistory(ref: ResourceRef, version: unknown) {
  return useQuery({
    queryKey: ['history', refPath(ref), version],
    queryFn: async ({ signal }) => (await need(api.GET(`${path}/history`, { params: { path: { ...ref } }, signal }))).items,
    placeholderData: (old) => old,
  });
}

/** Asked for by hand, as the trail tells of each look; forgotten with the component. */
export function useCredentials(ref: ResourceRef) {
  return useMutation({ mutationFn: () => need(api.GET(`${path}/credentials`, { params: { path: { ...ref } } })), gcTime: 0 });
}

/** The applications of a schedule, newest first. */
export function useScheduledRuns({ cluster, namespace, name }: ResourceRef) {
  const can = useCan();
  return useQuery({
    queryKey: ['resources', { kind: 'SparkApplication', cluster, namespace, label: `sparkoperator.k8s.io/scheduled-app-name=${name}`, sort: '-age', limit: '10' }],
    queryFn: async ({ signal }) =>
      (await need(api.GET('/api/v1/resources', { params: { query: { kind: 'SparkApplication', cluster, namespace, label: `sparkoperator.k8s.io/scheduled-app-name=${name}`, sort: 'age', limit: 10 } }, signal }))),
    enabled: can('resources:read', { cluster, namespace }),
    refetchInterval: 15_000,
  });
}
