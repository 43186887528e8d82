import { useEffect, useState } from 'react';
import { rawRequest } from '@/api/client';
import type { ResourceRef } from '@/api/types';
import { resourcePath } from '@/shared/data/resources';

/** More lines than this are let go from the beginning: the page stays quick however long a job runs. */
const keep = 5000;

interface Log {
  lines: readonly string[];
  /** How many lines were let go. */
  dropped: number;
  error: unknown;
  isLoading: boolean;
  /** The id of the kept log that this is; null: the pod's own. */
  kept: string | null;
}

/** Neither: the driver's, as it is now. */
export interface WhichLog {
  kept?: string;
  pod?: string;
}

const nothing: Log = { lines: [], dropped: 0, error: null, isLoading: true, kept: null };

/** The log's last lines, and, while `follow` holds, what is written after them; or another one: of an executor's pod, or a kept log by its id. */
export function useLog(reference: ResourceRef, follow: boolean, which: WhichLog): Log & { retry: () => void } {
  const [log, setLog] = useState<Log>(nothing);
  const [attempt, setAttempt] = useState(0);
  const path = resourcePath(reference);

  useEffect(() => {
    const stop = new AbortController();
    // Text that has come but is not on the page yet: drawn at most once in a frame.
    let pending = '';
    let lines: string[] = [];
    let dropped = 0;
    let frame = 0;
    let source: string | null = null;
    const show = () => {
      frame = 0;
      const parts = pending.split('\n');
      pending = parts.pop() ?? '';
      lines = lines.concat(parts);
      if (lines.length > keep) {
        dropped += lines.length - keep;
        lines = lines.slice(-keep);
      }
      setLog({ lines, dropped, error: null, isLoading: false, kept: source });
    };
    const read = async () => {
      const response = await rawRequest(`${path}/logs?tail=1000${which.kept ? `&kept=${which.kept}` : follow ? '&follow=true' : ''}${which.pod ? `&pod=${which.pod}` : ''}`, { signal: stop.signal });
      source = response.headers.get('Nexa-Kept-Log');
      if (!response.body) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        pending += value;
        if (frame === 0) frame = requestAnimationFrame(show);
      }
      cancelAnimationFrame(frame);
      if (pending !== '' && !pending.endsWith('\n')) pending += '\n';
      show();
    };
    read().catch((error: unknown) => {
      if (!stop.signal.aborted) setLog((old) => ({ ...old, error, isLoading: false }));
    });
    return () => {
      stop.abort();
      cancelAnimationFrame(frame);
    };
  }, [path, follow, which.kept, which.pod, attempt]);

  return { ...log, retry: () => setAttempt(attempt + 1) };
}
