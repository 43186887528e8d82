import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { openLive, type LiveState } from '@/api/live';
import type { SseEvent } from '@/api/sse';
import type { Cluster, RunItem } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { LiveContext } from '@/shared/data/live';
import { onClusterEvent, onPlanEvent, onResourceEvent, onRunEvent, type PlanEvent, type ResourceEvent } from '@/shared/data/live-cache';

/** Does something once, this long after it was first asked for. */
function throttled(delay: number, act: () => void): { ask: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        act();
      }, delay);
    },
    stop: () => clearTimeout(timer),
  };
}

/** One live connection for the whole page; what it brings goes into the cache that every page reads from. */
export function LiveProvider({ children }: { children: React.ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ kind: 'connecting' });

  useEffect(() => {
    const refresh = (queryKey: readonly string[]) =>
      // A first answer that is still awaited is left alone: starting it over would put off its failure for ever.
      void client.invalidateQueries({ queryKey, predicate: (query) => query.state.data !== undefined });
    // The overview is a digest of everything, and clusters hold counts that no event brings: both are asked for again, not too often.
    const overview = throttled(2000, () => refresh(keys.overview));
    const clusters = throttled(3000, () => refresh(keys.clusters));
    const onEvent = ({ event, data }: SseEvent) => {
      const body: unknown = JSON.parse(data);
      if (event === 'resource') onResourceEvent(client, body as ResourceEvent);
      else if (event === 'run') onRunEvent(client, body as RunItem);
      else if (event === 'cluster') onClusterEvent(client, body as Cluster);
      else if (event === 'plan') onPlanEvent(client, body as PlanEvent);
      if (event !== 'resource' && event !== 'run' && event !== 'cluster') return;
      overview.ask();
      clusters.ask();
    };
    const close = openLive({ onEvent, onState: setState, onGap: () => void client.invalidateQueries() });
    return () => {
      overview.stop();
      clusters.stop();
      close();
    };
  }, [client]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
