import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { Action, ActionList, ChangeResult, Preview, ResourceRef } from '@/api/types';
import { useKeyOf } from '../lib/random';
import { keys, refPath } from './keys';
import { useCan, type Can } from './me';

/** A lever that a person is about to pull. */
export interface Press {
  action: string;
  parameters: Readonly<Record<string, string | number>>;
  /** Go on in spite of violated contracts. */
  override?: boolean;
  /** Fields of other managers become Nexa's. */
  takeOver?: boolean;
}

const path = '/api/v1/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}/actions';

export function actionsOptions(ref: ResourceRef) {
  return queryOptions({
    queryKey: keys.actions(ref),
    queryFn: ({ signal }) => need(api.GET(path, { params: { path: { ...ref } }, signal })),
  });
}

/** What can be done with a resource now, and why the rest can't. Nothing is asked for one who may not do any of it. */
export function useActions(ref: ResourceRef | undefined) {
  const can = useCan();
  const may = ref !== undefined && can('actions:execute', ref);
  return useQuery({
    ...actionsOptions(ref ?? { cluster: '', namespace: '', plural: '', name: '' }),
    enabled: may,
    select: (list: ActionList) => (ref === undefined ? list : permitted(list, can, ref)),
  });
}

/** Without what one may not do: that is not offered at all. */
export function permitted(list: ActionList, can: Can, place: Pick<ResourceRef, 'cluster' | 'namespace'>): ActionList {
  const items = list.items.filter((action) => mayPerform(action, can, place));
  return { items, main: items.some((action) => action.id === list.main) ? list.main : null };
}

export function mayPerform(action: Pick<Action, 'destroys'>, can: Can, place: Pick<ResourceRef, 'cluster' | 'namespace'>): boolean {
  return can('actions:execute', place) && (!action.destroys || can('resources:delete', place));
}

/** What it would do, asked of the server. */
export function actionPreviewOptions(ref: ResourceRef, press: Press) {
  return queryOptions({
    queryKey: ['action-preview', refPath(ref), press],
    queryFn: async ({ signal }) => (await need(api.POST(`${path}/{action}`, { params: { path: { ...ref, action: press.action }, query: { ...flags(press), dry_run: true } }, body: { parameters: { ...press.parameters } }, signal }))) as Preview,
    // A preview is true only of the moment.
    staleTime: 0,
    gcTime: 60_000,
    retry: false,
  });
}

export function useActionPreview(ref: ResourceRef, press: Press, enabled: boolean) {
  return useQuery({ ...actionPreviewOptions(ref, press), enabled, placeholderData: keepPreviousData });
}

function flags({ override, takeOver }: Press) {
  return { ...(override ? { override } : {}), ...(takeOver ? { take_over: takeOver } : {}) };
}

/** Pulls the lever. Sent again after a lost answer, it is pulled once. */
export async function perform(ref: ResourceRef, press: Press, reason: string, idempotencyKey: string): Promise<ChangeResult> {
  const params = { path: { ...ref, action: press.action }, query: flags(press), header: { 'Idempotency-Key': idempotencyKey } };
  return (await need(api.POST(`${path}/{action}`, { params, body: { parameters: { ...press.parameters }, ...(reason === '' ? {} : { reason }) } }))) as ChangeResult;
}

export function usePerform(ref: ResourceRef) {
  const client = useQueryClient();
  const keyOf = useKeyOf();
  return useMutation({
    mutationFn: ({ press, reason }: { press: Press; reason: string }) => perform(ref, press, reason, keyOf([press, reason])),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.resource(ref) });
      void client.invalidateQueries({ queryKey: keys.revisions(ref) });
    },
    // Refused or not: what is offered may be another by now.
    onSettled: () => void client.invalidateQueries({ queryKey: keys.actions(ref) }),
  });
}
