import { exclusively } from './exclusively';
import type { TokenReply } from './types';
import { ApiProblem, problemOf, unreachable } from './problem';

/** The browser's parts that a session needs; tests bring their own. */
export interface SessionPorts {
  fetch: (input: string, init: RequestInit) => Promise<Response>;
  /** Runs one holder at a time over all tabs of the browser. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  channel: Pick<BroadcastChannel, 'postMessage'> & { onmessage: ((event: MessageEvent) => void) | null };
  now: () => number;
}

export type SessionState = 'unknown' | 'in' | 'out';

interface Held {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

type Message = ({ type: 'token' } & Held) | { type: 'out' };

/** A token with less than this left is renewed before it is used. */
const margin = 30_000;

/**
 * Holds the access token, in memory only. The refresh token is an HttpOnly cookie that no script sees.
 * Refresh tokens rotate and their reuse ends the session, so all tabs renew one after another and share what they get.
 */
export class Session {
  #held: Held | null = null;
  #state: SessionState = 'unknown';
  #refreshing: Promise<string> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #ports: SessionPorts;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    ports.channel.onmessage = (event: MessageEvent) => {
      const message = event.data as Message;
      if (message.type === 'out') this.#set(null, 'out');
      else this.#set({ token: message.token, expiresAt: message.expiresAt }, 'in');
    };
  }

  get state(): SessionState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): SessionState => this.#state;

  /** A token that is good for a while yet. Errors: ApiProblem 401 (signed out), 0 (unreachable). */
  async token(): Promise<string> {
    const held = this.#fresh();
    return held ? held.token : this.refresh();
  }

  async signIn(username: string, password: string): Promise<void> {
    const body = JSON.stringify({ username, password, cookie: true });
    this.#accept(await this.#post('/api/v1/auth/login', body));
  }

  async signOut(): Promise<void> {
    const token = this.#held?.token;
    this.#set(null, 'out');
    this.#ports.channel.postMessage({ type: 'out' } satisfies Message);
    await this.#ports
      .fetch('/api/v1/auth/logout', { method: 'POST', credentials: 'same-origin', headers: token ? { Authorization: `Bearer ${token}` } : {} })
      .catch(() => undefined);
  }

  /** Renews the token: once for all callers of this tab, one tab after another. `refused` is a token the server no longer takes. */
  refresh(refused?: string): Promise<string> {
    this.#refreshing ??= this.#renew(refused).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  #renew(refused?: string): Promise<string> {
    return this.#ports.exclusively(async () => {
      // Another tab may have renewed while this one waited for its turn.
      const held = this.#fresh();
      if (held && held.token !== refused) return held.token;
      try {
        return this.#accept(await this.#post('/api/v1/auth/refresh', '{}'));
      } catch (error) {
        if (error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429) this.#set(null, 'out');
        throw error;
      }
    });
  }

  async #post(path: string, body: string): Promise<TokenReply> {
    let response: Response;
    try {
      response = await this.#ports.fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body });
    } catch {
      throw unreachable();
    }
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as TokenReply;
  }

  #accept(reply: TokenReply): string {
    const held = { token: reply.access_token, expiresAt: this.#ports.now() + reply.expires_in * 1000 };
    this.#set(held, 'in');
    this.#ports.channel.postMessage({ type: 'token', ...held } satisfies Message);
    return held.token;
  }

  #fresh(): Held | null {
    return this.#held && this.#held.expiresAt - this.#ports.now() > margin ? this.#held : null;
  }

  #set(held: Held | null, state: SessionState): void {
    this.#held = held;
    clearTimeout(this.#timer);
    if (held) {
      // Renewed a minute ahead, so that no request has to wait for it. A failure is met again by the next request.
      const ahead = Math.max(held.expiresAt - this.#ports.now() - 2 * margin, margin / 2);
      this.#timer = setTimeout(() => void this.refresh(held.token).catch(() => undefined), ahead);
    }
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function browserPorts(): SessionPorts {
  return {
    fetch: (input, init) => fetch(input, init),
    exclusively,
    channel: new BroadcastChannel('nexa-session'),
    now: () => Date.now(),
  };
}

export const session = new Session(browserPorts());
