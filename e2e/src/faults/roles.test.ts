import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Api, pathOf } from '../support/api';
import { Folder } from '../support/folder';
import { Kubernetes } from '../support/kubernetes';
import { application, asYaml, smallKafka, topic } from '../support/manifests';
import { MariaDb, noMariaDb } from '../support/mariadb';
import { parseMetrics } from '../support/metrics';
import { planEnded, startPlan } from '../support/plans';
import { queueOf } from '../support/queue';
import { nexa, type Program } from '../support/program';
import { addressOf, makeMasterKey, Sandbox, serve } from '../support/servers';
import type { Change, Cluster, List, Resource } from '../support/types';
import { until } from '../support/until';

const cluster = 'one';
const namespace = 'team';

describe.skipIf(noMariaDb)(`several processes on one database${noMariaDb ? ` (skipped: ${noMariaDb})` : ''}`, () => {
  const folder = new Folder();
  const masterKey = makeMasterKey();
  const running = new Map<Program, string>();
  let database: MariaDb;
  let url = '';
  let sandbox: Sandbox;
  let kubernetes: Kubernetes;
  let first: string;
  let second: string;
  let password = '';
  let admin: Api;
  let watcher: Program;
  let worker: Program;

  const start = async (roles: string, name: string): Promise<[Program, string]> => {
    const program = serve({ data: folder.in(name), masterKey, extra: ['--roles', roles, '--database', url] });
    running.set(program, roles);
    return [program, await addressOf(program)];
  };
  const put = (api: Api, name: string, partitions = 1) =>
    api.ask<Change>(pathOf(cluster, namespace, 'kafkatopics', name), asYaml(topic(name, { namespace, cluster: 'kafka', partitions })));
  const seenBy = async (address: string, name: string, accept: (item: Resource) => boolean) => {
    const api = new Api(address, admin.token);
    return until(`${name} in the list of ${address}`, async () => (await api.resources({ q: name })).items.find((item) => item.name === name && accept(item)));
  };

  beforeAll(async () => {
    database = await MariaDb.start();
    url = database.create('nexa');
    sandbox = await Sandbox.start([cluster]);
    kubernetes = new Kubernetes(sandbox.kubeconfigPath(cluster));
    await kubernetes.namespace(namespace);
    let program: Program;
    // The first one makes the tables and the administrator; the others find them.
    [program, first] = await start('api', 'api-1');
    [, password = ''] = await program.says(/admin {2,}(\S+)/);
    [[, second], [worker], [watcher]] = await Promise.all([start('api', 'api-2'), start('worker', 'worker-1'), start('watcher', 'watcher-1')]);
    admin = await Api.signIn(first, 'admin', password);
    await admin.ask<Cluster>('/clusters', { method: 'POST', body: { name: cluster, kubeconfig: sandbox.kubeconfig(cluster) } });
    for (const address of [first, second]) await new Api(address, admin.token).connected(cluster);
    // A node pool waits for its Kafka.
    const changes: Change[] = [];
    for (const manifest of smallKafka('kafka', namespace)) {
      changes.push(await admin.ask<Change>(pathOf(cluster, namespace, `${manifest.kind.toLowerCase()}s`, manifest.metadata.name), asYaml(manifest)));
    }
    for (const change of changes) expect((await admin.runEnded(change.run?.id ?? '', 90_000)).state).toBe('succeeded');
  }, 180_000);
  afterAll(async () => {
    await Promise.all([...running.keys()].map((program) => program.stop()));
    await sandbox.stop();
    await database.stop();
    folder.remove();
  }, 60_000);

  test('a change goes through all of them, and both API processes show it', async () => {
    const change = await put(admin, 'through');
    const run = await admin.runEnded(change.run?.id ?? '');
    expect(run.state, run.message).toBe('succeeded');
    for (const address of [first, second]) await seenBy(address, 'through', (item) => item.health === 'Healthy' && item.sync === 'InSync');
  });

  test('an API process that does not watch streams what happens', async () => {
    const stream = await fetch(`${second}/api/v1/events?topics=resources`, { headers: { authorization: `Bearer ${admin.token ?? ''}` } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!reader) throw new Error('no stream');
    await put(admin, 'streamed');
    let text = '';
    while (!/"name":"streamed"[^\n]*/.test(text)) {
      const { value, done } = await reader.read();
      expect(done, text).toBe(false);
      text += value ?? '';
    }
    await reader.cancel();
  });

  test('each role serves its health, and only the API process the API', async () => {
    const [, address] = await start('worker', 'worker-alone');
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    const ready = (await (await fetch(`${address}/readyz`)).json()) as { status: string; roles: string[] };
    expect(ready).toMatchObject({ status: 'ready', roles: ['worker'] });
    expect((await fetch(`${address}/api/v1/me`)).status).toBe(404);
  });

  test('a session of one process is known to the other, and ended in both within a second', async () => {
    const here = await Api.signIn(first, 'admin', password);
    const there = new Api(second, here.token);
    expect((await there.send('/me')).status).toBe(200);
    await here.send('/auth/logout', { method: 'POST' });
    const ended = performance.now();
    await until('the other process refuses the session', async () => (await there.send('/me')).status === 401, { timeout: 5_000, interval: 20 });
    expect(performance.now() - ended).toBeLessThan(1_000);
  });

  test('a role that is removed through one process is refused by the other within a second', async () => {
    await admin.ask('/users', { method: 'POST', body: { name: 'olga', password: 'correct horse battery' } });
    const all = { all: true };
    const binding = await admin.ask<{ id: string }>('/bindings', { method: 'POST', body: { user: 'olga', role: 'operator', clusters: all, namespaces: all } });
    const olga = await until('the other process knows the new user', () => Api.signIn(second, 'olga', 'correct horse battery'), { timeout: 5_000 });
    const path = pathOf(cluster, namespace, 'kafkatopics', 'through');
    await until('the other process knows her rights', async () => (await olga.send(path)).status === 200, { timeout: 5_000, interval: 20 });
    await admin.ask(`/bindings/${binding.id}`, { method: 'DELETE' });
    const removed = performance.now();
    await until('the other process refuses her', async () => (await olga.send(path)).status === 404, { timeout: 5_000, interval: 20 });
    expect(performance.now() - removed).toBeLessThan(1_000);
  });

  test('a plan that one process accepts is carried out by another, and told by a third', async () => {
    const stream = await fetch(`${second}/api/v1/events?topics=plans`, { headers: { authorization: `Bearer ${admin.token ?? ''}` } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const manifest = ['planned-a', 'planned-b'].map((name) => stringify(topic(name, { namespace, cluster: 'kafka' }))).join('---\n');
    const plan = await startPlan(admin, { type: 'apply-in-waves', parameters: { manifest, clusters: [cluster] } });
    const ended = await planEnded(admin, plan.id, 60_000);
    expect(ended.state, JSON.stringify(ended.steps)).toBe('succeeded');
    let heard = '';
    while (!heard.includes(`{"id":"${plan.id}","state":"succeeded"}`)) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      expect(done, heard).toBe(false);
      heard += value ?? '';
    }
    await reader?.cancel();
  });

  test('of several workers each submission is released by one, and no more than may be', async () => {
    await admin.ask(`/namespace-policies/${cluster}/${namespace}`, { method: 'PUT', body: { max_submissions: 1 } });
    await start('worker', 'worker-0');
    const names = Array.from({ length: 10 }, (_, at) => `queued-${at}`);
    for (const name of names) await admin.ask<Change>(pathOf(cluster, namespace, 'sparkapplications', name), asYaml(application(name, namespace)));
    const api = new Api(second, admin.token);
    await until('all are submitted', async () => {
      const queue = await queueOf(api, cluster, namespace);
      expect(queue?.in_flight ?? 0).toBeLessThanOrEqual(1);
      return (queue?.waiting ?? 0) + (queue?.in_flight ?? 0) === 0;
    }, { timeout: 60_000, interval: 20 });
    for (const name of names) {
      const { items } = await admin.ask<List<{ id: string }>>(`/runs?name=${name}`);
      const run = await admin.runEnded(items[0]?.id ?? '');
      expect(run.state, run.message).toBe('succeeded');
      expect((run.steps ?? []).filter((step) => step.name === 'released').length).toBe(1);
    }
  }, 120_000);

  test('a worker that is killed in the middle is replaced, and everything is applied once', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `killed-${String(at).padStart(2, '0')}`);
    const changes: Change[] = [];
    for (const [at, name] of names.entries()) {
      changes.push(await put(admin, name));
      if (at === 20) worker.kill('SIGKILL');
    }
    await worker.ended;
    running.delete(worker);
    // Another one from before takes over what is due, and what the killed one held when its lease has passed.
    for (const change of changes) {
      const run = await admin.runEnded(change.run?.id ?? '', 90_000);
      expect(run.state, run.message).toBe('succeeded');
    }
    const applied = (await kubernetes.log()).filter((each) => each.changed && !each.dry_run && each.intent !== '');
    for (const change of changes) expect(applied.filter((each) => each.intent === change.intent?.id)).toHaveLength(1);
  }, 180_000);

  test('a run that the operator has done with while no worker was there ends when one starts', async () => {
    await kubernetes.setSpeed(0.001);
    const change = await put(admin, 'meanwhile');
    const id = change.run?.id ?? '';
    await until('the run waits for the operator', async () => (await admin.run(id)).state === 'waiting');
    const workers = [...running].filter(([, roles]) => roles === 'worker').map(([program]) => program);
    for (const program of workers) {
      program.kill('SIGKILL');
      await program.ended;
      running.delete(program);
    }
    await kubernetes.setSpeed(20);
    await seenBy(second, 'meanwhile', (item) => item.health === 'Healthy');
    expect((await admin.run(id)).state).toBe('waiting');
    await start('worker', 'worker-2');
    const run = await admin.runEnded(id, 20_000);
    expect(run.state, run.message).toBe('succeeded');
  }, 120_000);

  test('of two watchers one watches; when it dies the other takes over', async () => {
    const [, spare] = await start('watcher', 'watcher-2');
    const watches = async () => parseMetrics(await (await fetch(`${spare}/metrics`)).text()).get('nexa_watches')?.samples.find((sample) => sample.labels.cluster === cluster)?.value ?? 0;
    expect(await watches()).toBe(0);
    watcher.kill('SIGKILL');
    await watcher.ended;
    running.delete(watcher);
    await until('the spare watcher watches', async () => (await watches()) > 0, { timeout: 40_000 });
    const change = await put(admin, 'after');
    expect((await admin.runEnded(change.run?.id ?? '')).state).toBe('succeeded');
    await seenBy(second, 'after', (item) => item.health === 'Healthy');
  }, 120_000);

  test('a cluster that is removed through one process is gone from the other', async () => {
    await admin.ask(`/clusters/${cluster}`, { method: 'DELETE' });
    const there = new Api(second, admin.token);
    await until('the other process forgets it', async () => (await there.ask<List<Cluster>>('/clusters')).items.length === 0, { timeout: 10_000 });
    expect((await there.resources({})).total).toBe(0);
  });
});

describe('nexa serve --roles', () => {
  const folder = new Folder();
  afterAll(() => folder.remove());
  const start = (...extra: string[]) =>
    nexa(['serve', '--data', folder.in('data'), '--listen', '127.0.0.1:0', ...extra], { env: { NEXA_MASTER_KEY: makeMasterKey(), NEXA_MASTER_KEY_PREVIOUS: undefined }, timeout: 20_000 });

  test('on the embedded database says which database it takes', async () => {
    const { code, stderr } = await start('--roles', 'api');
    expect(code).toBe(1);
    expect(stderr).toMatch(/MySQL or MariaDB/);
    expect(stderr).toMatch(/--database/);
  });

  test.each(['evaluator', 'api,', ''])('with the roles "%s" names those that there are', async (roles) => {
    const { code, stderr } = await start('--roles', roles);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/api, worker and watcher|--roles/);
  });
});
