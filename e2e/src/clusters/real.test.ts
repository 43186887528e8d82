import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pathOf, Api } from '../support/api';
import { crds, Envtest, envtestVersions, whyNoEnvtest } from '../support/envtest';
import { Folder } from '../support/folder';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { application, topic, type Manifest } from '../support/manifests';
import { examples } from '../support/places';
import type { Program } from '../support/program';
import { addressOf, makeMasterKey, serve } from '../support/servers';
import type { Change, Cluster, Finding } from '../support/types';
import { until } from '../support/until';

/** Nexa as it is run in earnest, against a real API server with the operators' types. What the operators do, the tests do by hand. */

const [version = ''] = envtestVersions();
const reason = whyNoEnvtest(version) ?? (existsSync(crds) ? undefined : `the operators' CustomResourceDefinitions are not at ${crds}`);

interface Topic {
  metadata: { generation: number; annotations?: Record<string, string>; managedFields: { manager: string; operation: string; subresource?: string }[] };
  spec: { partitions: number; config: Record<string, unknown> };
}

const operators: [string, string, string][] = [
  ['strimzi', 'strimzi-cluster-operator', 'quay.io/strimzi/operator:1.2.0'],
  ['spark-operator', 'spark-operator-controller', 'ghcr.io/kubeflow/spark-operator/controller:2.5.2'],
];

/** An operator's Deployment as its chart makes it, as far as Nexa reads it. */
function deployment(app: string, container: string, image: string): object {
  const labels = { app, 'app.kubernetes.io/name': app };
  const env = app === 'strimzi' ? [{ name: 'STRIMZI_NAMESPACE', value: '*' }, { name: 'STRIMZI_KAFKA_IMAGES', value: '4.3.0=quay.io/strimzi/kafka:1.2.0-kafka-4.3.0' }] : [];
  const spec = { selector: { matchLabels: { app } }, template: { metadata: { labels }, spec: { containers: [{ name: container, image, env }] } } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: container, namespace: 'operators', labels }, spec };
}

describe.skipIf(reason !== undefined)('Nexa with a real API server', () => {
  const folder = new Folder();
  let envtest: Envtest;
  let kubernetes: Kubernetes;
  let server: Program;
  let admin: Api;

  const at = (name: string, namespace = 'events') => pathOf('real', namespace, 'kafkatopics', name);
  const there = (name = '', namespace = 'events') => groupPath('kafka.strimzi.io', 'v1', namespace, 'kafkatopics', name);
  const wanted = (name: string, partitions: number, config: Record<string, unknown> = {}) => topic(name, { namespace: 'events', cluster: 'main', partitions, config });
  const stored = (name: string) => kubernetes.ask<Topic>('GET', there(name));
  const count = async (query: Record<string, string>) => (await admin.resources(query)).total;
  const put = (manifest: Manifest, query = '') => admin.ask<Change>(`${at(manifest.metadata.name)}${query}`, { method: 'PUT', body: manifest });

  /** What the topic operator says once it has done what the topic asks for. */
  async function settle(name: string): Promise<void> {
    const { metadata } = await stored(name);
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() }];
    await kubernetes.ask('PATCH', `${there(name)}/status`, { status: { observedGeneration: metadata.generation, topicName: name, conditions } }, 'application/merge-patch+json');
  }

  /** The end of the run, with the operator having done its part. */
  async function outcome(change: Change): Promise<{ state: string; message: string }> {
    const id = change.run?.id ?? '';
    const reached = await until(`the run of ${change.run?.name ?? ''} has been applied or has ended`, async () => {
      const run = await admin.run(id);
      return !['queued', 'running'].includes(run.state) && run;
    });
    if (reached.state === 'waiting') await settle(reached.name);
    const { state, message } = await admin.runEnded(id);
    return { state, message };
  }

  beforeAll(async () => {
    envtest = await Envtest.start({ version, operators: ['strimzi-1.2.0', 'spark-operator-2.5.2'] });
    kubernetes = new Kubernetes(envtest.adminKubeconfig);
    for (const name of ['operators', 'events']) await kubernetes.namespace(name);
    for (const each of operators) await kubernetes.ask('POST', '/apis/apps/v1/namespaces/operators/deployments', deployment(...each));
    // More than a page of a list.
    for (let at = 0; at < 520; at += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, each) => kubernetes.ask('POST', there(), wanted(`given-${at + each}`, 1))));
    }
    server = serve({ data: folder.in('data'), masterKey: makeMasterKey() });
    const address = await addressOf(server);
    const [, password = ''] = await server.says(/admin {2,}(\S+)/);
    admin = await Api.signIn(address, 'admin', password);
    await admin.ask<Cluster>('/clusters', { method: 'POST', body: { name: 'real', kubeconfig: readFileSync(envtest.adminKubeconfig, 'utf8') } });
  }, 240_000);
  afterAll(async () => {
    await server.stop();
    await envtest.stop();
    folder.remove();
  }, 60_000);

  test('connects, and finds the operators and their types', async () => {
    await admin.connected('real');
    const { items } = await admin.clusters();
    expect(items).toMatchObject([{ name: 'real', state: 'connected', operators: [{ name: 'spark-operator', version: '2.5.2' }, { name: 'strimzi', version: '1.2.0' }] }]);
  });

  test('lists all, page by page', async () => {
    await until('all topics are known', async () => (await count({ cluster: 'real', kind: 'KafkaTopic' })) === 520);
  });

  test('sees what comes, changes and goes', async () => {
    const seen = async () => (await admin.resources({ cluster: 'real', q: 'passing' })).items[0];
    await kubernetes.ask('POST', there(), wanted('passing', 3));
    await until('it has come', async () => (await seen())?.health === 'Progressing');
    await settle('passing');
    await until('it is healthy', async () => (await seen())?.health === 'Healthy');
    await kubernetes.ask('DELETE', there('passing'));
    await until('it has gone', async () => (await seen()) === undefined);
  });

  test('applies under its own name, says what for, and waits for the operator', async () => {
    const change = await put(wanted('orders', 3, { 'retention.ms': 1000, 'cleanup.policy': 'compact' }));
    await until('it waits for the operator', async () => (await admin.run(change.run?.id ?? '')).state === 'waiting');
    const { metadata, spec } = await stored('orders');
    expect(spec).toEqual({ partitions: 3, replicas: 1, config: { 'retention.ms': 1000, 'cleanup.policy': 'compact' } });
    expect(metadata.annotations).toMatchObject({ 'nexa.dev/intent': change.intent?.id, 'nexa.dev/revision': '1' });
    expect(metadata.managedFields).toMatchObject([{ manager: 'nexa', operation: 'Apply' }]);
    expect(await outcome(change)).toMatchObject({ state: 'succeeded' });
    expect(await outcome(await put(wanted('orders', 6, { 'retention.ms': 1000 })))).toMatchObject({ state: 'succeeded' });
    expect((await stored('orders')).spec, 'what is left out is removed').toEqual({ partitions: 6, replicas: 1, config: { 'retention.ms': 1000 } });
  });

  test('shows drift made with another tool, and takes it back', async () => {
    await kubernetes.ask('PATCH', `${there('orders')}?fieldManager=kubectl-edit`, { spec: { config: { 'retention.ms': 2000 } } }, 'application/merge-patch+json');
    await until('the drift is seen', async () => (await admin.resource(at('orders'))).sync === 'OutOfSync');
    // The field is another's by now: to take it back is to take it over.
    const back = await admin.ask<Change>(`${at('orders')}?take_over=true`, { method: 'PUT', body: wanted('orders', 6, { 'retention.ms': 5000 }) });
    expect(await outcome(back)).toMatchObject({ state: 'succeeded' });
    expect((await stored('orders')).spec.config).toEqual({ 'retention.ms': 5000 });
    await until('it is in sync', async () => (await admin.resource(at('orders'))).sync === 'InSync');
  });

  test('names the manager and the field of a conflict, and takes the field over when told to', async () => {
    await kubernetes.apply(there('orders'), 'other-tool', wanted('orders', 6, { 'retention.ms': 7000 }), true);
    const changed = wanted('orders', 6, { 'retention.ms': 8000 });
    const preview = await admin.ask<{ findings: Finding[] }>(`${at('orders')}?dry_run=true`, { method: 'PUT', body: changed });
    expect(preview.findings).toContainEqual(expect.objectContaining({ rule: 'field-conflict' }));
    const stopped = await outcome(await put(changed));
    expect(stopped).toMatchObject({ state: 'failed' });
    expect(stopped.message).toContain('other-tool');
    expect(stopped.message).toContain('retention.ms');
    expect(await outcome(await put(changed, '?take_over=true'))).toMatchObject({ state: 'succeeded' });
    expect((await stored('orders')).spec.config).toEqual({ 'retention.ms': 8000 });
  });

  test('a preview tells what the cluster refuses', async () => {
    const wrong = { ...wanted('wrong', 3), spec: { partitions: 'three', replicas: 1 } };
    const preview = await admin.send<{ findings?: Finding[]; errors?: { message: string }[] }>(`${at('wrong')}?dry_run=true`, { method: 'PUT', body: wrong });
    expect(JSON.stringify(preview.body)).toContain('partitions');
  });

  test('deletes', async () => {
    const change = await admin.ask<Change>(at('orders'), { method: 'DELETE' });
    expect(await admin.runEnded(change.run?.id ?? '')).toMatchObject({ state: 'succeeded' });
    await expect(stored('orders')).rejects.toThrow('404');
  });

  test.skipIf(!existsSync(examples))('an example of the Spark operator is taken as it is', async () => {
    const text = readFileSync(join(examples, 'spark-operator-2.5.2/spark-pi.yaml'), 'utf8');
    const example = parse(text) as Manifest;
    const path = pathOf('real', 'events', 'sparkapplications', example.metadata.name);
    const manifest = { ...example, metadata: { ...example.metadata, namespace: 'events' } };
    const change = await admin.ask<Change>(path, { method: 'PUT', body: manifest });
    await until('it waits for the operator', async () => (await admin.run(change.run?.id ?? '')).state === 'waiting');
    expect(await kubernetes.ask('GET', groupPath('sparkoperator.k8s.io', 'v1beta2', 'events', 'sparkapplications', example.metadata.name))).toMatchObject({ spec: example.spec });
  });

  test('a user of one namespace gets the one that their kubeconfig names', async () => {
    await kubernetes.ask('POST', there('', 'team'), { ...wanted('ours', 1), metadata: { name: 'ours', labels: { 'strimzi.io/cluster': 'main' } } });
    await kubernetes.ask('POST', groupPath('sparkoperator.k8s.io', 'v1beta2', 'team', 'sparkapplications'), application('ours', 'team'));
    await admin.ask<Cluster>('/clusters', { method: 'POST', body: { name: 'narrow', kubeconfig: readFileSync(envtest.teamKubeconfig, 'utf8') } });
    const cluster = await until('it is connected', async () => (await admin.clusters()).items.find(({ name, state }) => name === 'narrow' && state === 'connected'));
    expect(cluster.namespaces).toEqual(['team']);
    expect(cluster.message).toMatch(/may not list namespaces/);
    await until('their objects are known', async () => (await count({ cluster: 'narrow' })) === 2);
    const { items } = await admin.resources({ cluster: 'narrow' });
    expect(items.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).sort()).toEqual(['KafkaTopic team/ours', 'SparkApplication team/ours']);

    await kubernetes.ask('DELETE', there('ours', 'team'));
    await until('one has gone', async () => (await count({ cluster: 'narrow' })) === 1);
    const elsewhere = await admin.ask<Change>(pathOf('narrow', 'events', 'kafkatopics', 'theirs'), { method: 'PUT', body: wanted('theirs', 1) });
    const ended = await admin.runEnded(elsewhere.run?.id ?? '');
    expect(ended.state).toBe('failed');
    expect(ended.message).toMatch(/may not|forbidden|not allowed/i);
  });
});
