import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, pathOf } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { smallKafka, topic } from '../support/manifests';
import { planEnded, startPlan, type Plan } from '../support/plans';
import { randomFrom } from '../support/random';
import { Sandbox, Victim } from '../support/servers';
import type { Cluster, List } from '../support/types';
import { until } from '../support/until';

const clusters = ['one', 'two', 'three'];
const namespace = 'team';
/** NEXA_SEED repeats a run. */
const seed = Number(process.env.NEXA_SEED ?? Math.floor(Math.random() * 1e6));

describe(`a plan whose server is killed (NEXA_SEED=${seed})`, () => {
  const random = randomFrom(seed);
  const victim = new Victim();
  let sandbox: Sandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await Sandbox.start(clusters, 30);
    await victim.startFirst();
    api = await Api.signIn(victim.address, 'admin', victim.password);
    for (const name of clusters) {
      await new Kubernetes(sandbox.kubeconfigPath(name)).namespace(namespace);
      await api.ask<Cluster>('/clusters', { method: 'POST', body: { name, kubeconfig: sandbox.kubeconfig(name) } });
    }
    await api.connected(...clusters);
    const kafka = smallKafka('kafka', namespace).map((object) => stringify(object));
    const plan = await startPlan(api, { type: 'apply-in-waves', parameters: { manifest: kafka.join('\n---\n'), clusters, wave_size: 3 } });
    const ended = await planEnded(api, plan.id);
    expect(ended.state, JSON.stringify(ended.steps)).toBe('succeeded');
  });

  afterAll(async () => {
    await victim.stop();
    victim.folder.remove();
    await sandbox.stop();
  });

  test('goes on where it was, and does nothing twice', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `planned-${at}`);
    const manifest = names.map((name) => stringify(topic(name, { namespace, cluster: 'kafka' }))).join('\n---\n');
    const plan = await startPlan(api, { type: 'apply-in-waves', parameters: { manifest, clusters } });
    for (let kill = 0; kill < 5; ++kill) {
      await pause(50 + random() * 400); // anywhere in a step
      await victim.kill();
      await victim.start();
      api = await Api.signIn(victim.address, 'admin', victim.password);
    }
    const ended = await planEnded(api, plan.id);
    expect(ended.state, JSON.stringify(ended.steps)).toBe('succeeded');
    for (const cluster of clusters) {
      for (const name of names) {
        const path = pathOf(cluster, namespace, 'kafkatopics', name);
        const { items } = await api.ask<List<{ revision: number }>>(`${path}/revisions`);
        expect(items.map(({ revision }) => revision)).toEqual([1]);
        const runs = await api.ask<List<{ id: string }>>(`/runs?cluster=${cluster}&name=${name}`);
        expect(runs.items.length).toBe(1);
        const step = ended.steps.find((each) => each.cluster === cluster && each.name === name);
        expect(step?.run).toBe(runs.items[0]?.id);
      }
    }
    // In order: no wave began before the one before it was done.
    const begun = (cluster: string) => Math.min(...ended.steps.filter((step) => step.cluster === cluster).map(({ started_at }) => Date.parse(started_at ?? '')));
    const done = (cluster: string) => Math.max(...ended.steps.filter((step) => step.cluster === cluster).map(({ finished_at }) => Date.parse(finished_at ?? '')));
    expect(begun('two')).toBeGreaterThanOrEqual(done('one'));
    expect(begun('three')).toBeGreaterThanOrEqual(done('two'));
  });

  test('that is aborted while it is killed stays aborted', async () => {
    const manifest = stringify(topic('aborted', { namespace, cluster: 'kafka' }));
    const plan = await startPlan(api, { type: 'apply-in-waves', parameters: { manifest, clusters, hold: true } });
    await until('the first wave', async () => (await api.ask<Plan>(`/plans/${plan.id}`)).state === 'paused');
    const aborted = await api.ask<Plan>(`/plans/${plan.id}/abort`, { method: 'POST' });
    await victim.kill();
    await victim.start();
    api = await Api.signIn(victim.address, 'admin', victim.password);
    const after = await api.ask<Plan>(`/plans/${plan.id}`);
    expect(after.steps).toEqual(aborted.steps);
    expect((await api.send(pathOf('two', namespace, 'kafkatopics', 'aborted'))).status).toBe(404);
  });
});
