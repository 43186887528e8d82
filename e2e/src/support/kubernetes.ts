import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

/** One mutating request that a simulated cluster has seen. */
export interface LoggedRequest {
  number: number;
  verb: string;
  path: string;
  field_manager: string;
  dry_run: boolean;
  status: number;
  changed: boolean;
  intent: string;
  revision: string;
  user: string;
}

/** Speaks to a simulated cluster as its administrator, past Nexa. */
export class Kubernetes {
  private readonly server: URL;
  private readonly ca: Buffer;
  /** Its certificate authority, as a kubeconfig holds it. */
  readonly authority: string;
  private readonly token: string | undefined;

  constructor(kubeconfigPath: string) {
    const config = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
    const cluster = config.clusters[0]?.cluster;
    if (!cluster) throw new Error(`${kubeconfigPath} names no cluster`);
    this.server = new URL(cluster.server);
    this.authority = cluster['certificate-authority-data'];
    this.ca = Buffer.from(this.authority, 'base64');
    this.token = config.users[0]?.user.token;
  }

  private send(method: string, path: string, body?: string, type = 'application/json'): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.server),
        {
          method,
          ca: this.ca,
          agent: false,
          headers: { ...(this.token ? { authorization: `Bearer ${this.token}` } : {}), ...(body === undefined ? {} : { 'content-type': type }) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
          response.on('error', reject);
        },
      );
      sent.on('error', reject).end(body);
    });
  }

  async ask<T>(method: string, path: string, body?: unknown, type?: string): Promise<T> {
    const { status, text } = await this.send(method, path, body === undefined ? undefined : JSON.stringify(body), type);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Server-side apply as another field manager than Nexa. */
  apply(path: string, manager: string, object: object, force = false): Promise<unknown> {
    return this.ask('PATCH', `${path}?fieldManager=${manager}&force=${String(force)}`, object, 'application/apply-patch+yaml');
  }

  async namespace(name: string): Promise<void> {
    await this.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  /** Every mutating request so far, oldest first. */
  async log(): Promise<LoggedRequest[]> {
    return (await this.ask<{ items: LoggedRequest[] }>('GET', '/sandbox/log')).items;
  }

  setSpeed(speed: number): Promise<unknown> {
    return this.ask('PUT', '/sandbox/speed', { speed });
  }
}

export function groupPath(group: string, version: string, namespace: string, plural: string, name = ''): string {
  return `/apis/${group}/${version}/namespaces/${namespace}/${plural}${name ? `/${name}` : ''}`;
}
