import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { PlanDetail, PlanPreview, PlanRequest, ResourceRef } from '@/api/types';
import { useKeyOf } from '../lib/random';
import { compact } from '../lib/search';
import { keys } from './keys';
import { useKinds } from './kinds';
import { useCan } from './me';

const size = 50;

export function usePlans(search: Readonly<Record<string, string | undefined>>) {
  const { page: _page, namespace: _namespace, ...filters } = search;
  const params = compact({ ...filters, limit: String(size) });
  return useQuery({
    queryKey: keys.plans(params),
    queryFn: ({ signal }) => need(api.GET('/api/v1/plans', { params: { query: { ...params, limit: size } }, signal })),
    placeholderData: (old) => old,
    refetchInterval: 30_000,
  });
}

/** A plan with its steps. Live events refresh it; the slow poll is for when the live connection is away. */
export function usePlan(id: string) {
  return useQuery({
    queryKey: keys.plan(id),
    queryFn: ({ signal }) => need(api.GET('/api/v1/plans/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 5000 : false),
  });
}

/** Kinds that there are types of plans for: for others nothing is asked. */
const planned: ReadonlySet<string> = new Set(['kafkas', 'kafkanodepools']);

/** What can be planned: for a resource, or, without one, at all. */
export function usePlanTypes(ref: ResourceRef | null, isAsked = true) {
  const can = useCan();
  const kind = useKinds().data?.find((each) => each.plural === ref?.plural)?.kind;
  const may = ref === null ? can('resources:write') : can('resources:write', ref) && planned.has(ref.plural) && kind !== undefined;
  return useQuery({
    queryKey: keys.planTypes(ref),
    queryFn: async ({ signal }) => {
      const query = ref && kind ? { cluster: ref.cluster, namespace: ref.namespace, kind, name: ref.name } : {};
      return (await need(api.GET('/api/v1/plan-types', { params: { query }, signal }))).items;
    },
    enabled: may && isAsked,
  });
}

/** What its steps would do, asked of the server. */
export function usePlanPreview(request: PlanRequest, isAsked: boolean) {
  return useQuery({
    queryKey: ['plan-preview', request],
    queryFn: async ({ signal }) => (await need(api.POST('/api/v1/plans', { params: { query: { dry_run: true } }, body: request, signal }))) as PlanPreview,
    enabled: isAsked,
    // A preview is true only of the moment.
    staleTime: 0,
    gcTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

export function useStartPlan() {
  const client = useQueryClient();
  const keyOf = useKeyOf();
  return useMutation({
    mutationFn: async (request: PlanRequest) => (await need(api.POST('/api/v1/plans', { params: { header: { 'Idempotency-Key': keyOf(request) } }, body: request }))) as PlanDetail,
    onSuccess: (plan) => {
      client.setQueryData(keys.plan(plan.id), plan);
      void client.invalidateQueries({ queryKey: ['plans'] });
    },
  });
}

export type Decision = 'pause' | 'resume' | 'abort';

export function usePlanDecision(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => need(api.POST(`/api/v1/plans/{id}/${decision}`, { params: { path: { id } } })),
    onSuccess: (plan) => client.setQueryData(keys.plan(id), plan),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.plan(id) });
      void client.invalidateQueries({ queryKey: ['plans'] });
    },
  });
}
