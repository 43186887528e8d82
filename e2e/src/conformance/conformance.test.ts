import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { envtestVersions, hasControllers, whyNoEnvtest } from '../support/envtest';
import { behaviours } from './behaviours';
import { differences } from './differences';
import { Scene, type Behaviour, type World } from './scene';
import { startReal, startSandbox, type Running } from './worlds';

const versions = envtestVersions();
const servers = versions.flatMap((version, at) => [{ version, watchList: true }, ...(at === 0 ? [{ version, watchList: false }] : [])]);

/** The transcript of that case against that server, in a namespace of its own. */
async function play(world: World, { run }: Behaviour, namespace: string): Promise<unknown[]> {
  const scene = new Scene(world, namespace);
  await scene.given('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await run(scene);
  return scene.transcript;
}

describe.each(servers)('the sandbox does as Kubernetes $version does, watch-list $watchList:', ({ version, watchList }) => {
  const reason = whyNoEnvtest(version);
  let real: Running | undefined;
  let sandbox: Running | undefined;

  beforeAll(async () => {
    if (reason) return;
    real = await startReal(version, watchList);
    sandbox = await startSandbox(real.version);
  }, 180_000);
  afterAll(async () => {
    await sandbox?.stop();
    await real?.stop();
  }, 60_000);

  for (const [title, table] of Object.entries(behaviours)) {
    describe(title, () => {
      for (const [at, behaviour] of table.entries()) {
        const lacks = [behaviour.watchList && !watchList, behaviour.controllers && !hasControllers(version)];
        test.skipIf(reason !== undefined || lacks.includes(true))(behaviour.name, async () => {
          if (!real || !sandbox) throw new Error('a server is not there');
          const namespace = `${title}-${at}`;
          const [expected, actual] = await Promise.all([play(real, behaviour, namespace), play(sandbox, behaviour, namespace)]);
          expect(expected.length, 'exchanges written down').toBeGreaterThan(0);
          const found = differences(expected, actual);
          expect(found, found.join('\n')).toEqual([]);
        });
      }
    });
  }
});
