import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { keys } from '@/shared/data/keys';

/** The fields of a kind as the operator of a cluster has them: they stay as they are as long as the operator does. */
export function useFields(kind: string | undefined, cluster: string, namespace: string, version: string | undefined) {
  const query = { ...(cluster === '' ? {} : { cluster }), ...(namespace === '' ? {} : { namespace }), ...(version === undefined ? {} : { version }) };
  return useQuery({
    queryKey: keys.fields(kind ?? '', query),
    queryFn: ({ signal }) => need(api.GET('/api/v1/kinds/{kind}/fields', { params: { path: { kind: kind ?? '' }, query }, signal })),
    enabled: kind !== undefined,
    staleTime: 5 * 60_000,
    retry: false,
  });
}

/** The names of the resources of one kind in a namespace, for fields that name one of them. */
export function useNames(kind: string | undefined, cluster: string, namespace: string): readonly string[] {
  const params = { kind: kind ?? '', cluster, namespace, limit: '100' };
  const found = useQuery({
    queryKey: keys.resources(params),
    queryFn: ({ signal }) => need(api.GET('/api/v1/resources', { params: { query: { kind: params.kind, cluster, namespace, limit: 100 } }, signal })),
    enabled: kind !== undefined && cluster !== '' && namespace !== '',
    staleTime: 30_000,
  });
  return found.data?.items.map(({ name }) => name) ?? [];
}
