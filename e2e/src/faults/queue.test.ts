import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, pathOf } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { application, asYaml } from '../support/manifests';
import { queueOf } from '../support/queue';
import { randomFrom } from '../support/random';
import { Sandbox, Victim } from '../support/servers';
import type { Change, Cluster, List, Run } from '../support/types';
import { until } from '../support/until';

const cluster = 'one';
const namespace = 'team';
/** NEXA_SEED repeats a run. */
const seed = Number(process.env.NEXA_SEED ?? Math.floor(Math.random() * 1e6));

describe(`a submission queue whose server is killed (NEXA_SEED=${seed})`, () => {
  const random = randomFrom(seed);
  const victim = new Victim();
  let sandbox: Sandbox;
  let kubernetes: Kubernetes;
  let api: Api;
  const at = (name: string) => pathOf(cluster, namespace, 'sparkapplications', name);

  beforeAll(async () => {
    sandbox = await Sandbox.start([cluster], 30);
    await victim.startFirst();
    api = await Api.signIn(victim.address, 'admin', victim.password);
    kubernetes = new Kubernetes(sandbox.kubeconfigPath(cluster));
    await kubernetes.namespace(namespace);
    await api.ask<Cluster>('/clusters', { method: 'POST', body: { name: cluster, kubeconfig: sandbox.kubeconfig(cluster) } });
    await api.connected(cluster);
    await api.ask(`/namespace-policies/${cluster}/${namespace}`, { method: 'PUT', body: { max_submissions: 2, max_running_cores: 8 } });
  });

  afterAll(async () => {
    await victim.stop();
    victim.folder.remove();
    await sandbox.stop();
  });

  test('submits each application once, and never more than may be', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `queued-${index}`);
    for (const name of names) await api.ask<Change>(at(name), asYaml(application(name, namespace)));
    let kills = 0;
    let most = 0;
    await until(
      'the queue is empty',
      async () => {
        const queue = await queueOf(api, cluster, namespace);
        most = Math.max(most, queue?.running_cores ?? 0);
        expect(queue?.in_flight ?? 0).toBeLessThanOrEqual(2);
        expect(queue?.running_cores ?? 0).toBeLessThanOrEqual(8);
        if (kills < 5 && random() < 0.3) {
          kills += 1;
          await pause(random() * 200); // anywhere in between
          await victim.kill();
          await victim.start();
          api = await Api.signIn(victim.address, 'admin', victim.password);
        }
        return (queue?.waiting ?? 0) + (queue?.in_flight ?? 0) === 0;
      },
      { timeout: 120_000, interval: 50 },
    );
    expect(most, 'several run beside each other').toBeGreaterThan(2);
    for (const name of names) {
      const { items } = await api.ask<List<Run>>(`/runs?cluster=${cluster}&name=${name}`);
      expect(items.length).toBe(1);
      expect((await api.runEnded(items[0]?.id ?? '')).state).toBe('succeeded');
      const live = await kubernetes.ask<{ metadata: { generation: number } }>('GET', `/apis/sparkoperator.k8s.io/v1beta2/namespaces/${namespace}/sparkapplications/${name}`);
      expect(live.metadata.generation).toBe(1);
      const steps = (await api.ask<Run>(`/runs/${items[0]?.id ?? ''}`)).steps ?? [];
      expect(steps.filter((step) => step.name === 'released').length).toBe(1);
    }
  });
});
