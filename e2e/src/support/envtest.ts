import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Folder } from './folder';
import { root } from './places';
import { Program } from './program';

const tool = join(root, 'tools/envtest/envtest.py');

/** The operators' CustomResourceDefinitions as published; not part of this repository. */
export const crds = resolve(root, '../shared/crds');

/** The versions of Kubernetes that can be built here, the one that the sandbox imitates first. */
export function envtestVersions(): string[] {
  return execFileSync('python3', [tool, 'versions'], { encoding: 'utf8' }).trim().split('\n');
}

function assets(version: string): string {
  return process.env.KUBEBUILDER_ASSETS ?? join(root, '.tools/envtest', version);
}

/** Whether things happen by themselves there: garbage is collected, namespaces end. Folders in KUBEBUILDER_ASSETS often lack what it takes. */
export function hasControllers(version: string): boolean {
  return existsSync(join(assets(version), 'kube-controller-manager'));
}

/** Why there is no API server of that version; undefined when it is built. */
export function whyNoEnvtest(version: string): string | undefined {
  return existsSync(join(assets(version), 'kube-apiserver')) ? undefined : `Kubernetes ${version} is not built: tools/envtest/envtest.py build ${version}`;
}

/** Why there is no real Spark operator; undefined when it is built. */
export function whyNoSparkOperator(): string | undefined {
  const version = execFileSync('python3', [tool, 'spark-operator'], { encoding: 'utf8' }).trim();
  if (!existsSync(join(root, '.tools/envtest', `spark-operator-${version}`, 'spark-operator'))) return `the Spark operator ${version} is not built: tools/envtest/envtest.py build`;
  return existsSync(join(crds, `spark-operator-${version}`)) ? undefined : `the CustomResourceDefinitions of the Spark operator ${version} are not there`;
}

interface Options {
  version: string;
  watchList?: boolean;
  /** The real one runs there, and nothing runs its pods. */
  sparkOperator?: boolean;
  /** Folders of `../shared/crds` whose types are installed: `strimzi-1.2.0`. */
  operators?: string[];
  /** The namespace of the restricted user. */
  namespace?: string;
}

/** etcd and kube-apiserver on loopback, with an administrator and a user of one namespace. */
export class Envtest {
  private constructor(
    private readonly program: Program,
    private readonly folder: Folder,
    readonly adminKubeconfig: string,
    readonly teamKubeconfig: string,
    private readonly store: string,
  ) {}

  static async start({ version, watchList = true, sparkOperator = false, operators = [], namespace = 'team' }: Options): Promise<Envtest> {
    const folder = new Folder();
    const types = operators.map((name) => join(crds, name));
    const args = [tool, 'run', version, '--dir', folder.path, '--namespace', namespace, ...(watchList ? [] : ['--no-watch-list']), ...(sparkOperator ? ['--spark-operator'] : []), ...(types.length ? ['--crds', ...types] : [])];
    const started = new Program('python3', args, { listens: true });
    const [, admin = '', team = '', store = ''] = await started.says(/ready \S+ KUBECONFIG=(\S+) TEAM_KUBECONFIG=(\S+) ETCD=(\S+)/, 150_000);
    return new Envtest(started, folder, admin, team, store);
  }

  private async ask<T>(path: string, body: object): Promise<T> {
    const response = await fetch(`${this.store}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd: ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** What README.md of tools/envtest lists; resolves when it is done and the server is ready again. */
  async act(what: 'crash' | 'save' | 'restore' | 'tokens' | 'certificates'): Promise<void> {
    this.program.stdout = '';
    this.program.tell(what);
    await this.program.says(new RegExp(`done ${what}`), 120_000);
  }

  /** Where its certificates are. */
  get path(): string {
    return this.folder.path;
  }

  /** Compacts etcd up to now. */
  async compact(): Promise<void> {
    const { header } = await this.ask<{ header: { revision: string } }>('range', { key: 'AA==' });
    await this.ask('compaction', { revision: header.revision, physical: true });
  }

  async stop(): Promise<void> {
    const { code, signal } = await this.program.stop();
    this.folder.remove();
    if (code !== 0) throw new Error(`the API server ended with ${code ?? signal}\n${this.program.said}`);
  }
}
