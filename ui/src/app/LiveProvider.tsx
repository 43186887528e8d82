import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { openLive, type LiveState } from '@/api/live';
import type { SseEvent } from '@/api/sse';
import type { Cluster, RunItem } from '@/api/types';
import { LiveContext } from '@/shared/data/live';
import { onClusterEvent, onResourceEvent, onRunEvent, type ResourceEvent } from '@/shared/data/live-cache';

/** One live connection for the whole page; what it brings goes into the cache that every page reads from. */
export function LiveProvider({ children }: { children: React.ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ kind: 'connecting' });

  useEffect(() => {
    // The overview is a digest of everything: asked for again, at most every two seconds.
    let overview: ReturnType<typeof setTimeout> | undefined;
    const refreshOverview = () => {
      overview ??= setTimeout(() => {
        overview = undefined;
        // A first answer that is still awaited is left alone: starting it over would put off its failure for ever.
        void client.invalidateQueries({ queryKey: ['overview'], predicate: (query) => query.state.data !== undefined });
      }, 2000);
    };
    const onEvent = ({ event, data }: SseEvent) => {
      const body: unknown = JSON.parse(data);
      if (event === 'resource') onResourceEvent(client, body as ResourceEvent);
      else if (event === 'run') onRunEvent(client, body as RunItem);
      else if (event === 'cluster') onClusterEvent(client, body as Cluster);
      refreshOverview();
    };
    const close = openLive({ onEvent, onState: setState, onGap: () => void client.invalidateQueries() });
    return () => {
      clearTimeout(overview);
      close();
    };
  }, [client]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
