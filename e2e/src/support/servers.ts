import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Api } from './api';
import { Folder } from './folder';
import { nexa, Program, type Result } from './program';
import { page, program } from './places';

export function makeMasterKey(): string {
  return randomBytes(32).toString('base64');
}

export type UserName = 'admin' | 'operator' | 'viewer';

interface DemoSummary {
  address: string;
  users: { name: UserName; password: string }[];
  kubeconfigs: Record<string, string>;
}

interface ServeOptions {
  data: string;
  masterKey: string;
  listen?: string;
  extra?: readonly string[];
  env?: Record<string, string>;
}

/** `nexa serve`, not yet ready. */
export function serve({ data, masterKey, listen = '127.0.0.1:0', extra = [], env = {} }: ServeOptions): Program {
  const args = ['serve', '--data', data, '--listen', listen, '--page', page, '--log-level', 'warning', ...extra];
  return new Program(program, args, { env: { NEXA_MASTER_KEY: masterKey, NEXA_MASTER_KEY_PREVIOUS: undefined, ...env } });
}

/** The address that a server says it is ready at. */
export async function addressOf(server: Program): Promise<string> {
  const [, address = ''] = await server.says(/Nexa is ready: (\S+)/, 120_000);
  return address;
}

/** A server with the simulated fleet, in a folder of its own. */
export class Demo {
  readonly folder = new Folder();
  readonly masterKey = makeMasterKey();
  address = '';
  private server: Program | undefined;
  private summary: DemoSummary = { address: '', users: [], kubeconfigs: {} };

  /** Ready, and all three clusters connected. `speed`: simulated seconds per second. */
  static async start(speed = 20): Promise<Demo> {
    const demo = new Demo();
    demo.server = serve({ data: demo.data, masterKey: demo.masterKey, extra: ['--demo', '--sandbox-speed', String(speed)] });
    demo.address = await addressOf(demo.server);
    demo.summary = JSON.parse(readFileSync(demo.folder.in('data', 'demo.json'), 'utf8')) as DemoSummary;
    const admin = await demo.api('admin');
    await admin.connected('dev-eu', 'prod-us', 'legacy-ap');
    return demo;
  }

  get data(): string {
    return this.folder.in('data');
  }

  password(user: UserName): string {
    const found = this.summary.users.find(({ name }) => name === user);
    if (!found) throw new Error(`demo.json names no user ${user}`);
    return found.password;
  }

  kubeconfig(cluster: string): string {
    const path = this.summary.kubeconfigs[cluster];
    if (!path) throw new Error(`demo.json names no kubeconfig of ${cluster}`);
    return path;
  }

  api(user: UserName): Promise<Api> {
    return Api.signIn(this.address, user, this.password(user));
  }

  /** The command line of one who is signed in. */
  async cli(user: UserName): Promise<Cli> {
    const cli = new Cli(this.folder.in(`home-${user}`));
    const { code, stderr } = await cli.run(['login', '--server', this.address, '-u', user, '--password-stdin'], `${this.password(user)}\n`);
    if (code !== 0) throw new Error(`${user} can't sign in on the command line: ${stderr}`);
    return cli;
  }

  /** What the server has written to its log so far. */
  get log(): string {
    return this.server?.said ?? '';
  }

  /** Ends the server as an administrator would. Throws unless it ends well. The data stays until `remove`. */
  async stop(): Promise<void> {
    const ended = await this.server?.stop();
    if (ended && ended.code !== 0) throw new Error(`nexa serve ended with ${ended.code ?? ended.signal}\n${this.log}`);
    this.server = undefined;
  }

  async remove(): Promise<void> {
    try {
      await this.stop();
    } finally {
      this.folder.remove();
    }
  }
}

/** The command line client, with a home of its own. */
export class Cli {
  constructor(private readonly home: string) {}

  run(args: readonly string[], input = '', timeout = 60_000): Promise<Result> {
    const env = { HOME: this.home, XDG_CONFIG_HOME: undefined, NO_COLOR: '1', NEXA_SERVER: undefined, NEXA_CLUSTER: undefined, NEXA_NAMESPACE: undefined };
    return nexa(args, { env, input, timeout });
  }
}

/** `nexa sandbox` with empty clusters: Strimzi 1.2.0 and Spark operator 2.5.2 each. */
export class Sandbox {
  private constructor(
    private readonly program: Program,
    private readonly folder: Folder,
  ) {}

  static async start(names: readonly string[], speed = 20): Promise<Sandbox> {
    const folder = new Folder();
    const args = ['sandbox', '--data', folder.path, '--speed', String(speed), '--log-level', 'warning', ...names.flatMap((name) => ['--cluster', name])];
    const started = new Program(program, args);
    await started.says(/The sandbox is ready/, 60_000);
    return new Sandbox(started, folder);
  }

  kubeconfigPath(cluster: string): string {
    return this.folder.in(`${cluster}.kubeconfig`);
  }

  kubeconfig(cluster: string): string {
    return readFileSync(this.kubeconfigPath(cluster), 'utf8');
  }

  async stop(): Promise<void> {
    const { code, signal } = await this.program.stop();
    this.folder.remove();
    if (code !== 0) throw new Error(`nexa sandbox ended with ${code ?? signal}\n${this.program.said}`);
  }
}

/** A server that can be killed and started again where it was. */
export class Victim {
  readonly folder = new Folder();
  private readonly masterKey = makeMasterKey();
  private program: Program | undefined;
  private listen = '127.0.0.1:0';
  address = '';
  password = '';

  get data(): string {
    return this.folder.in('data');
  }

  async start(): Promise<void> {
    this.program = serve({ data: this.data, masterKey: this.masterKey, listen: this.listen });
    this.address = await addressOf(this.program);
    this.listen = this.address.replace('http://', '');
  }

  async startFirst(): Promise<void> {
    await this.start();
    const [, password = ''] = (await this.program?.says(/admin {2,}(\S+)/)) ?? [];
    this.password = password;
  }

  async kill(): Promise<void> {
    const ended = await this.program?.stop('SIGKILL');
    if (ended?.signal !== 'SIGKILL') throw new Error(`the server had ended by itself\n${this.program?.said ?? ''}`);
  }

  async stop(): Promise<void> {
    const ended = await this.program?.stop();
    this.program = undefined;
    if (ended && ended.code !== 0) throw new Error(`the server ended with ${ended.code ?? ended.signal ?? 'nothing'}`);
  }
}
