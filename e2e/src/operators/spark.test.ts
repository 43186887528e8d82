import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../conformance/client';
import { differences } from '../conformance/differences';
import type { World } from '../conformance/scene';
import { Envtest, envtestVersions, whyNoEnvtest, whyNoSparkOperator } from '../support/envtest';
import { Folder } from '../support/folder';
import { program } from '../support/places';
import { Program } from '../support/program';
import { until } from '../support/until';
import { play } from './play';
import { scenarios } from './scenarios';

const [version = ''] = envtestVersions();
const reason = whyNoEnvtest(version) ?? whyNoSparkOperator();

/** What of a world matters here, and how to end it. */
type Running = Pick<World, 'name' | 'clients' | 'watchList' | 'forget'> & { stop: () => Promise<unknown> };

async function startReal(): Promise<Running> {
  const envtest = await Envtest.start({ version, sparkOperator: true, operators: ['spark-operator-2.5.2'] });
  return world('the real operator', new Client(envtest.adminKubeconfig), () => envtest.stop());
}

async function startSandbox(): Promise<Running> {
  const folder = new Folder();
  const started = new Program(program, ['sandbox', '--data', folder.path, '--cluster', 'spark', '--log-level', 'warning']);
  await started.says(/The sandbox is ready/, 60_000);
  return world('the sandbox', new Client(folder.in('spark.kubeconfig')), async () => {
    await started.stop();
    folder.remove();
  });
}

function world(name: string, admin: Client, stop: () => Promise<unknown>): Running {
  return { name, clients: { admin, team: admin }, watchList: true, forget: () => Promise.resolve(), stop: () => stop().finally(() => admin.close()) };
}

describe('the simulated Spark operator does as the real one does: an application', () => {
  let real: Running | undefined;
  let sandbox: Running | undefined;

  beforeAll(async () => {
    if (reason) return;
    [real, sandbox] = await Promise.all([startReal(), startSandbox()]);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([real?.stop(), sandbox?.stop()]);
  }, 60_000);

  for (const [at, scenario] of scenarios.entries()) {
    test.skipIf(reason !== undefined)(scenario.name, { timeout: 120_000 }, async () => {
      if (!real || !sandbox) throw new Error('a cluster is not there');
      const [expected, actual] = await Promise.all([play(real, scenario, `spark-${at}`, false), play(sandbox, scenario, `spark-${at}`, true)]);
      const found = differences(expected.states, actual.states);
      expect(found, found.join('\n')).toEqual([]);
      let others: string[] = [];
      const settled = async () => (others = differences(await expected.events(), await actual.events())).length === 0;
      await until('the same events', settled, { timeout: 10_000 }).catch(() => expect(others, others.join('\n')).toEqual([]));
    });
  }
});
