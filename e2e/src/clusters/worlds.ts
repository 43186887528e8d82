import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Envtest } from '../support/envtest';
import { Folder } from '../support/folder';
import { Kubernetes } from '../support/kubernetes';
import { program } from '../support/places';
import { Program } from '../support/program';

/** A cluster that can be hurt. What it does is done, and it serves again, when the promise resolves. */
export interface Fragile {
  name: string;
  /** Of its administrator; changes with `tokens` and `certificates`. */
  kubeconfigPath: () => string;
  /** Its own server certificate. */
  certificate: () => { cert: string; key: string };
  crash: () => Promise<void>;
  /** Keeps its state, for `restore`. */
  save: () => Promise<void>;
  restore: () => Promise<void>;
  /** New tokens; the old ones are nobody's. */
  tokens: () => Promise<void>;
  /** New certificates, by another authority. */
  certificates: () => Promise<void>;
  /** Makes it forget its past: what is older than now is compacted. */
  forget: () => Promise<void>;
  stop: () => Promise<void>;
}

function certificateIn(folder: string): { cert: string; key: string } {
  return { cert: readFileSync(`${folder}/server.crt`, 'utf8'), key: readFileSync(`${folder}/server.key`, 'utf8') };
}

export async function startReal(version: string): Promise<Fragile> {
  const envtest = await Envtest.start({ version, operators: ['strimzi-1.2.0', 'spark-operator-2.5.2'] });
  return {
    name: `Kubernetes ${version}`,
    kubeconfigPath: () => envtest.adminKubeconfig,
    certificate: () => certificateIn(envtest.path),
    crash: () => envtest.act('crash'),
    save: () => envtest.act('save'),
    restore: () => envtest.act('restore'),
    tokens: () => envtest.act('tokens'),
    certificates: () => envtest.act('certificates'),
    forget: () => envtest.compact(),
    stop: () => envtest.stop(),
  };
}

/** `nexa sandbox` with one cluster, whose operators do nothing. */
export async function startSandbox(): Promise<Fragile> {
  const folder = new Folder();
  const data = folder.in('data');
  let running = await start();

  async function start(): Promise<Program> {
    const started = new Program(program, ['sandbox', '--data', data, '--cluster', 'fragile', '--no-operators', '--log-level', 'warning']);
    await started.says(/The sandbox is ready/, 60_000);
    return started;
  }
  async function again(between: () => void = () => undefined): Promise<void> {
    running.kill('SIGKILL');
    await running.ended;
    between();
    running = await start();
  }
  /** Without the files of those names, which it then makes anew. */
  const without = (pattern: RegExp) =>
    again(() => {
      for (const file of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
        if (pattern.test(file)) rmSync(`${data}/${file}`);
      }
    });
  return {
    name: 'the sandbox',
    kubeconfigPath: () => `${data}/fragile.kubeconfig`,
    certificate: () => certificateIn(data),
    crash: () => again(),
    save: () => again(() => cpSync(data, folder.in('saved'), { recursive: true })),
    restore: () =>
      again(() => {
        rmSync(data, { recursive: true });
        cpSync(folder.in('saved'), data, { recursive: true });
      }),
    tokens: () => without(/\.token$/),
    certificates: () => without(/\.(crt|key)$/),
    forget: async () => {
      await new Kubernetes(`${data}/fragile.kubeconfig`).ask('POST', '/sandbox/compact');
    },
    stop: async () => {
      await running.stop();
      folder.remove();
    },
  };
}
