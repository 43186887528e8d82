import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { ResourceRef, SubmissionMove } from '@/api/types';
import { keys } from './keys';
import { useCan } from './me';

/** As many as the server shows of each queue. */
const limit = 500;

/** The queues of submissions. Runs that come, go or move on refresh it; the slow poll is for limits and for when the live connection is away. */
export function useQueues(params: Record<string, string>) {
  return useQuery({
    queryKey: keys.queues(params),
    queryFn: ({ signal }) => need(api.GET('/api/v1/queues', { params: { query: { ...params, limit } }, signal })),
    placeholderData: (old) => old,
    refetchInterval: 10_000,
  });
}

/** Where an application stands in the queue of its namespace; undefined when it does not wait. */
export function useStanding({ cluster, namespace, name }: ResourceRef, isWaiting: boolean) {
  const can = useCan();
  const params = { cluster, namespace, name };
  return useQuery({
    queryKey: keys.queues(params),
    queryFn: async ({ signal }) => {
      const queue = (await need(api.GET('/api/v1/queues', { params: { query: params }, signal }))).items[0];
      const standing = queue?.items.find((each) => each.name === name && each.place != null);
      return standing && queue ? { ...standing, waiting: queue.waiting } : null;
    },
    enabled: isWaiting && can('runs:read', { cluster, namespace }),
    refetchInterval: 5000,
  });
}

export function useMove() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ run, ...body }: { run: string } & SubmissionMove) => need(api.POST('/api/v1/submissions/{run}/move', { params: { path: { run } }, body })),
    onSettled: () => void client.invalidateQueries({ queryKey: ['queues'] }),
  });
}
