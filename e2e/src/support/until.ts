import { setTimeout as pause } from 'node:timers/promises';

interface Patience {
  /** Milliseconds. */
  timeout?: number;
  interval?: number;
}

/**
 * Asks again and again until there is an answer, and returns it. Undefined and false are no answer; a thrown error counts as none, and is
 * told when time is up. `about` says what was waited for.
 */
export async function until<T>(about: string, ask: () => Promise<T | undefined | false> | T | undefined | false, { timeout = 30_000, interval = 100 }: Patience = {}): Promise<T> {
  const end = performance.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`${about}: not within ${Math.round(timeout / 1000)} s${last instanceof Error ? ` (${last.message})` : ''}`, { cause: last });
    }
    await pause(interval);
  }
}
