import { authorizedFetch } from './client';
import { SseParser, type SseEvent } from './sse';

export type LiveState = { kind: 'connecting' } | { kind: 'live' } | { kind: 'reconnecting' } | { kind: 'stale'; since: number };

interface LiveOptions {
  onEvent: (event: SseEvent) => void;
  onState: (state: LiveState) => void;
  /** Called when events may have been missed: what is cached has to be asked for again. */
  onGap: () => void;
}

/** No byte for this long (the server sends a comment every 15 s) means the connection is dead. */
const idleLimit = 45_000;
/** Without a connection for this long, the page says since when what it shows is old. */
const staleAfter = 10_000;

/** How long to wait before attempt n (from 0), in ms: full jitter over 0.5 s doubled each time, at most 30 s. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return 250 + random() * Math.min(30_000, 500 * 2 ** attempt);
}

/** Keeps one event stream open until the returned function is called. Resumes after the last event it saw. */
export function openLive({ onEvent, onState, onGap }: LiveOptions): () => void {
  const stop = new AbortController();
  let lastId: string | null = null;
  let attempt = 0;
  let lostAt: number | null = null;
  let wake: (() => void) | null = null;

  async function connectOnce(): Promise<void> {
    const headers = new Headers({ Accept: 'text/event-stream' });
    if (lastId !== null) headers.set('Last-Event-ID', lastId);
    const abort = new AbortController();
    const forward = () => abort.abort();
    stop.signal.addEventListener('abort', forward);
    let idle = setTimeout(forward, idleLimit);
    try {
      const url = new URL('/api/v1/events?topics=resources,runs,clusters,plans', globalThis.location.origin);
      const response = await authorizedFetch(new Request(url, { headers, signal: abort.signal, cache: 'no-store' }));
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
      // Without an id to resume from, what happened while the stream was away is unknown.
      if (lostAt !== null && lastId === null) onGap();
      attempt = 0;
      lostAt = null;
      onState({ kind: 'live' });
      const parser = new SseParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(idle);
        idle = setTimeout(forward, idleLimit);
        for (const event of parser.feed(value)) {
          if (event.id !== null) lastId = event.id;
          if (event.event === 'reset') onGap();
          else onEvent(event);
        }
      }
    } finally {
      clearTimeout(idle);
      stop.signal.removeEventListener('abort', forward);
    }
  }

  async function run(): Promise<void> {
    onState({ kind: 'connecting' });
    while (!stop.signal.aborted) {
      await connectOnce().catch(() => undefined);
      if (isAborted(stop.signal)) return;
      lostAt ??= Date.now();
      onState(Date.now() - lostAt > staleAfter ? { kind: 'stale', since: lostAt } : { kind: 'reconnecting' });
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, backoff(attempt));
      });
      attempt += 1;
    }
  }

  const hurry = () => {
    attempt = 0;
    wake?.();
  };
  globalThis.addEventListener('online', hurry);
  void run();
  return () => {
    stop.abort();
    wake?.();
    globalThis.removeEventListener('online', hurry);
  };
}

/** A call, so that the compiler doesn't take the signal's state before an await for its state after it. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
