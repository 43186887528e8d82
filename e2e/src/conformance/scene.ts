import type { Client, Reply } from './client';
import { Normaliser } from './normaliser';

export type Who = 'admin' | 'team' | 'nobody' | 'stranger';

export interface Options {
  body?: unknown;
  /** Of the body; JSON when absent. */
  type?: string;
  as?: Who;
  headers?: Record<string, string>;
}

export interface Meta {
  name: string;
  uid: string;
  resourceVersion: string;
  continue?: string;
}

export interface Kubernetes {
  metadata: Meta;
  [field: string]: unknown;
}

/** A Kubernetes cluster under comparison. */
export interface World {
  name: string;
  clients: { admin: Client; team: Client };
  /** Feature gates and the like that a case may need to know. */
  watchList: boolean;
  /** Makes it forget its past: what is older than now is compacted. */
  forget: () => Promise<void>;
}

export const group = 'conformance.nexa.dev';
export const mergePatch = 'application/merge-patch+json';
export const jsonPatch = 'application/json-patch+json';
export const strategicPatch = 'application/strategic-merge-patch+json';
export const applyPatch = 'application/apply-patch+yaml';

const patience = 20_000;

/**
 * One case against one server: sends requests and writes down what was answered, in comparable form. `namespace` is there and empty, and
 * called the same on every server.
 */
export class Scene {
  readonly transcript: unknown[] = [];
  private readonly normaliser: Normaliser;

  constructor(
    readonly world: World,
    readonly namespace: string,
  ) {
    this.normaliser = new Normaliser(world.clients.admin.server.host);
  }

  get widgets(): string {
    return `/apis/${group}/v1/namespaces/${this.namespace}/widgets`;
  }
  get configMaps(): string {
    return `/api/v1/namespaces/${this.namespace}/configmaps`;
  }

  /** Sends, and writes down. */
  async send(method: string, path: string, options: Options = {}): Promise<Reply> {
    const reply = await this.quietly(method, path, options);
    this.transcript.push({ request: this.requestLine(method, path), status: reply.status, headers: this.normaliser.headers(reply.headers), body: this.normaliser.body(reply.body) });
    return reply;
  }

  /** Writes down what a case has found out by itself. */
  note(found: unknown): void {
    this.transcript.push(this.normaliser.body(found));
  }

  get(path: string, options: Options = {}): Promise<Reply> {
    return this.send('GET', path, options);
  }
  post(path: string, body: unknown, options: Options = {}): Promise<Reply> {
    return this.send('POST', path, { body, ...options });
  }
  put(path: string, body: unknown, options: Options = {}): Promise<Reply> {
    return this.send('PUT', path, { body, ...options });
  }
  patch(path: string, type: string, body: unknown, options: Options = {}): Promise<Reply> {
    return this.send('PATCH', path, { body, type, ...options });
  }
  delete(path: string, body?: unknown, options: Options = {}): Promise<Reply> {
    return this.send('DELETE', path, { body, ...options });
  }
  apply(path: string, manager: string, body: unknown, query = ''): Promise<Reply> {
    return this.patch(`${path}?fieldManager=${manager}${query}`, applyPatch, body);
  }

  /** Sends without writing down. */
  quietly(method: string, path: string, { body, type = 'application/json', as = 'admin', headers = {} }: Options = {}): Promise<Reply> {
    const { clients } = this.world;
    const token = as === 'stranger' ? 'nobody-has-this-token' : as === 'nobody' ? undefined : clients[as].token;
    return clients.admin.send({
      method,
      path,
      headers: {
        'user-agent': 'conformance/1',
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** What a case begins with: not written down, and it has to work. */
  async given(path: string, ...objects: object[]): Promise<Kubernetes[]> {
    const made: Kubernetes[] = [];
    for (const object of objects) {
      const reply = await this.quietly('POST', path, { body: object });
      if (reply.status !== 201) throw new Error(`${this.world.name}: POST ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      made.push(reply.body as Kubernetes);
    }
    return made;
  }

  async current(path: string): Promise<Kubernetes> {
    const reply = await this.quietly('GET', path);
    if (reply.status !== 200) throw new Error(`${this.world.name}: GET ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as Kubernetes;
  }

  /** Waits, without writing down, until the object's reply satisfies `holds`. */
  async eventually(path: string, holds: (reply: Reply) => boolean): Promise<void> {
    const end = performance.now() + patience;
    for (;;) {
      const reply = await this.quietly('GET', path);
      if (holds(reply)) return;
      if (performance.now() > end) throw new Error(`${this.world.name}: GET ${path} stays ${reply.status} ${JSON.stringify(reply.body)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /**
   * Watches, and writes the events down: `count` of them, or all until the server ends the stream. `during` runs once the stream is open.
   * Bookmarks come when the server likes: of several in a row only one is written down.
   */
  async watch(path: string, { count, during, as = 'admin', accept = 'application/json' }: { count?: number; during?: () => Promise<unknown>; as?: 'admin' | 'team'; accept?: string } = {}): Promise<void> {
    const client = this.world.clients[as];
    const stream = await client.stream({ method: 'GET', path, headers: { authorization: `Bearer ${client.token}`, accept, 'user-agent': 'conformance/1' } });
    const events: unknown[] = [];
    const late = setTimeout(stream.close, patience);
    let broken: unknown;
    try {
      await during?.();
      while (count === undefined || events.length < count) {
        const next = await stream.lines.next();
        if (next.done) break;
        const event = this.normaliser.body(JSON.parse(next.value));
        if (JSON.stringify(event) !== JSON.stringify(events.at(-1)) || !isBookmark(event)) events.push(event);
      }
    } catch (error) {
      broken = error;
    } finally {
      clearTimeout(late);
      stream.close();
    }
    if (broken !== undefined) throw new Error(`${this.world.name}: the watch ${path} broke after ${JSON.stringify(events)}`, { cause: broken });
    this.transcript.push({ request: this.requestLine('WATCH', path), status: stream.status, headers: this.normaliser.headers(stream.headers), events });
  }

  /** Without what differs: the cases put versions and tokens into queries. */
  private requestLine(method: string, path: string): string {
    return `${method} ${path.replace(/(resourceVersion=)[1-9]\d*/g, '$1...').replace(/(continue=)[^&]+/g, '$1...')}`;
  }
}

function isBookmark(event: unknown): boolean {
  return (event as { type?: string }).type === 'BOOKMARK';
}

/** A row of the table of behaviours. */
export interface Behaviour {
  name: string;
  run: (scene: Scene) => Promise<unknown>;
  /** It needs a server that offers watch-list. */
  watchList?: true;
  /** It needs the garbage collector and the namespace controller. */
  controllers?: true;
}
