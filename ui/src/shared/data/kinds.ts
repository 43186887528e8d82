import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { keys } from './keys';

/** The kinds with their columns: constant for one version of the server. */
export function useKinds() {
  return useQuery({
    queryKey: keys.kinds,
    queryFn: async ({ signal }) => (await need(api.GET('/api/v1/kinds', { signal }))).items,
    staleTime: Infinity,
  });
}

export function useKind(plural: string) {
  const kinds = useKinds();
  return { ...kinds, data: kinds.data?.find((kind) => kind.plural === plural) };
}
