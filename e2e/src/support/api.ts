import { until } from './until';
import type { Cluster, List, Problem, Resource, ResourceDetail, Run, Tokens } from './types';

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Request {
  method?: string;
  headers?: Record<string, string>;
  /** A string or bytes are sent as they are, anything else as JSON. */
  body?: unknown;
}

const terminal = new Set(['succeeded', 'failed', 'cancelled', 'superseded', 'timed_out']);

/** Speaks to the API over HTTP as one user, or as nobody. */
export class Api {
  constructor(
    readonly address: string,
    readonly token?: string,
  ) {}

  static async signIn(address: string, username: string, password: string): Promise<Api> {
    const { status, body } = await new Api(address).send<Tokens>('/auth/login', { method: 'POST', body: { username, password } });
    if (status !== 200) throw new Error(`${username} can't sign in: ${JSON.stringify(body)}`);
    return new Api(address, body.access_token);
  }

  /** Whatever the answer is. */
  async send<T = Problem>(path: string, { method = 'GET', headers = {}, body }: Request = {}): Promise<Reply<T>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body !== undefined ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body !== undefined ? { body: raw ? (body as BodyInit) : JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  /** The body of an answer that says yes; any other throws. */
  async ask<T>(path: string, request: Request = {}): Promise<T> {
    const reply = await this.send<T>(path, request);
    if (reply.status >= 300) throw new Error(`${request.method ?? 'GET'} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  clusters(): Promise<List<Cluster>> {
    return this.ask('/clusters');
  }

  resources(query: Record<string, string>): Promise<List<Resource>> {
    return this.ask(`/resources?${new URLSearchParams(query).toString()}`);
  }

  resource(path: string): Promise<ResourceDetail> {
    return this.ask(path);
  }

  run(id: string): Promise<Run> {
    return this.ask(`/runs/${id}`);
  }

  /** The run when nothing more happens to it. */
  runEnded(id: string, timeout = 60_000): Promise<Run> {
    return until(
      `the end of run ${id}`,
      async () => {
        const run = await this.run(id);
        return terminal.has(run.state) && run;
      },
      { timeout },
    );
  }

  /** All clusters are connected and the operators in them are known. */
  async connected(...names: string[]): Promise<void> {
    await until(`clusters ${names.join(', ')} connected`, async () => {
      const { items } = await this.clusters();
      return names.every((name) => items.some((cluster) => cluster.name === name && cluster.state === 'connected' && cluster.operators.length > 0));
    });
  }
}

/** `/clusters/.../kafkatopics/orders`. */
export function pathOf(cluster: string, namespace: string, plural: string, name: string): string {
  return `/clusters/${cluster}/namespaces/${namespace}/${plural}/${name}`;
}
