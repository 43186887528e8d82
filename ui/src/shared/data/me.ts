import { useQuery } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { api, need } from '@/api/client';
import { session, type SessionState } from '@/api/session';
import { permits, type Permission, type Place } from '../lib/permissions';
import { useClusters } from './clusters';
import { keys } from './keys';

export function useSessionState(): SessionState {
  return useSyncExternalStore(session.subscribe, session.snapshot);
}

export function useMe() {
  return useQuery({ queryKey: keys.me, queryFn: ({ signal }) => need(api.GET('/api/v1/me', { signal })), staleTime: 60_000 });
}

export type Can = (permission: Permission, place?: Pick<Place, 'cluster' | 'namespace'>) => boolean;

/** The question that every button asks before it is offered. No to everything until the rights are known. */
export function useCan(): Can {
  const grants = useMe().data?.permissions;
  const clusters = useClusters().data;
  return useCallback<Can>(
    (permission, place) => {
      const clusterLabels = clusters?.find((cluster) => cluster.name === place?.cluster)?.labels;
      return grants !== undefined && permits(grants, permission, { ...place, clusterLabels });
    },
    [grants, clusters],
  );
}
