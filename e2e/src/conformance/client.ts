import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  /** Parsed when it is JSON. */
  body: unknown;
}

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** An answer whose body goes on; the lines of it as they come. */
export interface Stream {
  status: number;
  headers: IncomingHttpHeaders;
  lines: AsyncIterator<string>;
  close: () => void;
}

const patience = 20_000;

/** Raw exchanges with one API server. */
export class Client {
  readonly server: URL;
  readonly token: string;
  private readonly agent: Agent;

  constructor(kubeconfigPath: string) {
    const config = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
    const cluster = config.clusters[0]?.cluster;
    const user = config.users[0]?.user;
    if (!cluster || !user) throw new Error(`${kubeconfigPath} names no cluster or no user`);
    this.server = new URL(cluster.server);
    this.token = user.token;
    this.agent = new Agent({ keepAlive: true, ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
  }

  private open({ method, path, headers, body }: Sent, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const length: Record<string, string> = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const options = { method, agent: this.agent, headers: { ...headers, ...length }, ...(signal ? { signal } : {}) };
      const sent = request(new URL(path, this.server), options, resolve);
      sent.on('error', reject).end(body);
    });
  }

  /** Rejects when the whole answer is not there in time. */
  async send(asked: Sent): Promise<Reply> {
    const response = await this.open(asked, AbortSignal.timeout(patience));
    response.setEncoding('utf8');
    let text = '';
    for await (const part of response) text += String(part);
    return { status: response.statusCode ?? 0, headers: response.headers, body: parsed(text) };
  }

  async stream(asked: Sent): Promise<Stream> {
    const response = await this.open(asked);
    const lines = createInterface({ input: response, crlfDelay: Infinity })[Symbol.asyncIterator]();
    return { status: response.statusCode ?? 0, headers: response.headers, lines, close: () => response.destroy() };
  }

  close(): void {
    this.agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
