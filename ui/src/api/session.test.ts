import { describe, expect, it, vi } from 'vitest';
import { Session, type SessionPorts } from './session';

type Channel = SessionPorts['channel'];

/** Tabs of one browser: one lock, one channel, one server that rotates refresh tokens. */
class Browser {
  now = 1_000_000;
  refreshes = 0;
  answer: () => Response = () => Response.json({ access_token: `t${this.refreshes}`, token_type: 'Bearer', expires_in: 600, refresh_token: null });
  #lock: Promise<unknown> = Promise.resolve();
  readonly #channels: Channel[] = [];

  tab(): Session {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data: unknown) => {
        for (const other of this.#channels) if (other !== channel) other.onmessage?.(new MessageEvent('message', { data }));
      },
    };
    this.#channels.push(channel);
    return new Session({
      channel,
      now: () => this.now,
      exclusively: (work) => {
        const result = this.#lock.then(work);
        this.#lock = result.catch(() => undefined);
        return result;
      },
      fetch: async (path) => {
        if (path.endsWith('/refresh')) this.refreshes += 1;
        await Promise.resolve();
        return this.answer();
      },
    });
  }
}

describe('Session', () => {
  it('renews once for many callers', async () => {
    const browser = new Browser();
    const tab = browser.tab();
    expect(await Promise.all([tab.token(), tab.token(), tab.token()])).toEqual(['t1', 't1', 't1']);
    expect(browser.refreshes).toBe(1);
  });

  it('renews once for many tabs, and shares the token', async () => {
    const browser = new Browser();
    const [a, b] = [browser.tab(), browser.tab()];
    expect(await Promise.all([a.token(), b.token()])).toEqual(['t1', 't1']);
    expect(browser.refreshes).toBe(1);
    expect(b.state).toBe('in');
  });

  it('renews a token that the server no longer takes, but not one that another tab has renewed', async () => {
    const browser = new Browser();
    const [a, b] = [browser.tab(), browser.tab()];
    await a.token();
    expect(await a.refresh('t1')).toBe('t2');
    expect(await b.refresh('t1')).toBe('t2');
    expect(browser.refreshes).toBe(2);
  });

  it('renews before the end', async () => {
    const browser = new Browser();
    const tab = browser.tab();
    await tab.token();
    browser.now += 580_000;
    expect(await tab.token()).toBe('t2');
  });

  it('is out when the server refuses, and stays as it was when the server is away', async () => {
    const browser = new Browser();
    const tab = browser.tab();
    browser.answer = () => {
      throw new TypeError('network');
    };
    await expect(tab.token()).rejects.toMatchObject({ status: 0 });
    expect(tab.state).toBe('unknown');
    browser.answer = () => new Response('', { status: 503 });
    await expect(tab.token()).rejects.toMatchObject({ status: 503 });
    expect(tab.state).toBe('unknown');
    browser.answer = () => new Response('', { status: 401 });
    await expect(tab.token()).rejects.toMatchObject({ status: 401 });
    expect(tab.state).toBe('out');
  });

  it('signs out of all tabs', async () => {
    const browser = new Browser();
    const [a, b] = [browser.tab(), browser.tab()];
    await a.token();
    const listener = vi.fn();
    b.subscribe(listener);
    await a.signOut();
    expect([a.state, b.state]).toEqual(['out', 'out']);
    expect(listener).toHaveBeenCalledOnce();
  });
});
