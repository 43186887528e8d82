import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { asYaml } from '../support/manifests';
import { endless, queueOf, waiting, type Queue } from '../support/queue';
import { Demo, type Cli } from '../support/servers';
import type { AuditRecord, Change, List, Run } from '../support/types';
import { until } from '../support/until';

const cluster = 'dev-eu';
const namespace = 'batch';
const at = (name: string) => pathOf(cluster, namespace, 'sparkapplications', name);

/** Applications of two cores in a namespace that allows five: two run, the others wait. */
describe('the submission queue', () => {
  let demo: Demo;
  let admin: Api;
  let operator: Api;
  let viewer: Api;
  let cli: Cli;

  const submit = (name: string, changes = {}, annotations = {}) => admin.ask<Change>(at(name), asYaml(endless(name, namespace, changes, annotations)));
  const run = async (name: string) => (await admin.ask<List<Run & { due_at: string | null }>>(`/runs?cluster=${cluster}&namespace=${namespace}&name=${name}`)).items[0];
  const order = () => waiting(admin, cluster, namespace);
  const runIdOf = async (name: string) => (await queueOf(admin, cluster, namespace))?.items.find((each) => each.name === name)?.run ?? '';
  const move = async (name: string, body: object, api = admin) => api.send<Queue>(`/submissions/${await runIdOf(name)}/move`, { method: 'POST', body });
  const isRunning = (name: string) => until(`${name} runs`, async () => (await admin.resource(at(name))).summary.state === 'RUNNING');
  const remove = (name: string) => admin.ask<Change>(at(name), { method: 'DELETE' });

  beforeAll(async () => {
    demo = await Demo.start();
    [admin, operator, viewer] = await Promise.all([demo.api('admin'), demo.api('operator'), demo.api('viewer')]);
    cli = await demo.cli('admin');
    // A namespace of its own, where nothing else runs.
    await new Kubernetes(demo.kubeconfig(cluster)).namespace(namespace);
    const set = await admin.send(`/namespace-policies/${cluster}/${namespace}`, { method: 'PUT', body: { max_running_cores: 5 } });
    expect(set.status, JSON.stringify(set.body)).toBeLessThan(300);
    for (const name of ['first', 'second']) {
      await submit(name);
      await isRunning(name);
    }
  });
  afterAll(() => demo.remove());

  test('holds what the namespace has no cores for, with place and reason', async () => {
    const change = await submit('third');
    expect(change.run).toMatchObject({ state: 'queued', due_at: null, message: 'waits in the submission queue of its namespace' });
    await submit('fourth');
    const queue = await until('both wait', async () => {
      const found = await queueOf(admin, cluster, namespace);
      return found?.waiting === 2 && found;
    });
    expect(queue).toMatchObject({ running_cores: 4, max_running_cores: 5, in_flight: 0, why: "it needs 2 cores; 4 of the 5 that the namespace's policy allows are in use" });
    expect(queue.items.map(({ name, place, cores, why }) => [name, place, cores, why])).toEqual([
      ['third', 1, 2, queue.why],
      ['fourth', 2, 2, 'third is before it'],
    ]);
    expect((await admin.send(at('third'))).body).toMatchObject({ run: { state: 'queued' } });
  });

  test('goes by priority, and within it by time; who waits can be moved', async () => {
    await submit('urgent', {}, { 'nexa.dev/priority': '10' });
    expect(await order()).toEqual(['urgent', 'third', 'fourth']);
    expect((await move('fourth', { place: 1 })).body.items.map(({ name }) => name)).toEqual(['fourth', 'urgent', 'third']);
    expect((await move('urgent', { place: 99 })).status).toBe(200);
    expect(await order()).toEqual(['fourth', 'third', 'urgent']);
    await move('third', { priority: 500 });
    expect(await order()).toEqual(['third', 'fourth', 'urgent']);
    const { items } = await admin.ask<List<AuditRecord>>('/audit?what=submission.move');
    expect(items.map(({ name, outcome }) => [name, outcome])).toContainEqual(['third', 'accepted']);
  });

  test.each([
    ['nothing', {}, 400],
    ['both', { place: 1, priority: 1 }, 400],
    ['place 0', { place: 0 }, 422],
    ['a priority beyond the greatest', { priority: 1001 }, 422],
    ['a text', { place: 'first' }, 422],
    ['a member that there is not', { rank: 1 }, 422],
  ])('a move that says %s is refused', async (_, body, status) => {
    const before = await order();
    const reply = await move('third', body);
    expect([status, 422]).toContain(reply.status);
    expect(await order()).toEqual(before);
  });

  test('is moved by those who may only, and unknown to those who may not look', async () => {
    expect((await move('third', { place: 1 }, viewer)).status).toBe(403);
    expect((await queueOf(viewer, cluster, namespace))?.waiting).toBe(3);
    // The operator of other namespaces.
    expect(await queueOf(operator, cluster, namespace)).toBeUndefined();
    expect((await move('third', { place: 1 }, operator)).status).toBe(404);
    expect((await admin.send('/submissions/0190a0a0-0000-7000-8000-000000000000/move', { method: 'POST', body: { place: 1 } })).status).toBe(404);
    const gone = await admin.send(`/submissions/${(await run('first'))?.id ?? ''}/move`, { method: 'POST', body: { place: 1 } });
    expect(gone.status).toBe(409);
  });

  test('keeps the place of what is changed while it waits, and ends the older change', async () => {
    const old = await runIdOf('third');
    await submit('third', { executor: { instances: 1, cores: 1, memory: '1g' } }, { 'nexa.dev/priority': '0' });
    expect((await admin.ask<Run>(`/runs/${old}`)).state).toBe('superseded');
    await submit('fourth', { executor: { instances: 1, cores: 1, memory: '1g' } }, { 'nexa.dev/priority': '10' });
    expect((await order()).length).toBe(3);
  });

  test('lets go of what is withdrawn, and takes it back when it is retried', async () => {
    const id = await runIdOf('urgent');
    expect((await admin.send(`/runs/${id}/cancel`, { method: 'POST' })).status).toBe(202);
    expect(await order()).not.toContain('urgent');
    expect((await admin.send(`/runs/${id}/retry`, { method: 'POST' })).status).toBe(202);
    expect(await order()).toContain('urgent');
    // What is deleted before its turn never comes to the cluster.
    await remove('urgent');
    await until('it is out of the queue', async () => !(await order()).includes('urgent'));
  });

  test('releases the next when there is room, and the last in the end', async () => {
    const expected = await order();
    await remove('first');
    await isRunning(expected[0] ?? '');
    expect(await order()).toEqual(expected.slice(1));
    const steps = (await admin.ask<Run>(`/runs/${(await run(expected[0] ?? ''))?.id ?? ''}`)).steps ?? [];
    expect(steps.map(({ name }) => name)).toContain('released');
    await remove('second');
    await isRunning(expected[1] ?? '');
    expect(await order()).toEqual([]);
  });

  test('is not for changes that submit nothing', async () => {
    const name = 'third';
    const manifest = endless(name, namespace, { executor: { instances: 1, cores: 1, memory: '1g' } }, { 'nexa.dev/priority': '0' });
    const labelled = { ...manifest, metadata: { ...manifest.metadata, labels: { team: 'b' } } };
    const change = await admin.ask<Change>(at(name), asYaml(labelled));
    expect((await admin.runEnded(change.run?.id ?? '')).state).toBe('succeeded');
    expect(((await admin.ask<Run>(`/runs/${change.run?.id ?? ''}`)).steps ?? []).map((step) => step.name)).not.toContain('released');
  });

  test('refuses at once what could never run, and what has no number for a priority', async () => {
    const large = await admin.send(at('large'), asYaml(endless('large', namespace, { executor: { instances: 5, cores: 1, memory: '512m' } })));
    expect(large.status).toBe(422);
    expect(large.body.errors?.map(({ rule }) => rule)).toEqual(['policy-max-running-cores']);
    const vague = await admin.send(at('vague'), asYaml(endless('vague', namespace, {}, { 'nexa.dev/priority': 'high' })));
    expect(vague.body.errors?.map(({ rule }) => rule)).toEqual(['spark-priority']);
  });

  test('takes clones and runs of schedules too', async () => {
    const cloned = await admin.ask<Change>(`${at('third')}/actions/clone`, { method: 'POST', body: { parameters: { name: 'third-again' } } });
    expect(cloned.run).toMatchObject({ state: 'queued', due_at: null });
    expect(await order()).toEqual(['third-again']);
    const twice = await admin.send(`${at('third')}/actions/clone`, { method: 'POST', body: { parameters: { name: 'third-again' } } });
    expect(twice.status).toBe(409);
    const policy = `/namespace-policies/${cluster}/${namespace}`;
    const { headers } = await admin.send(policy);
    // Another limit is noticed without anybody's doing.
    await admin.ask(policy, { method: 'PUT', body: { max_running_cores: 8 }, headers: { 'if-match': headers.get('etag') ?? '' } });
    await isRunning('third-again');
    const clone = await admin.resource(at('third-again'));
    expect((clone.observed as { metadata: { annotations: Record<string, string> } }).metadata.annotations['nexa.dev/cloned-from']).toBe('third');
    await remove('third-again');
  });

  test('by the command line', async () => {
    const file = demo.folder.in('app.yaml');
    writeFileSync(file, ['cli-a', 'cli-b', 'cli-c'].map((name) => stringify(endless(name, namespace, { executor: { instances: 2, cores: 1, memory: '512m' } }))).join('---\n'));
    await until('the clone is gone', async () => (await admin.send(at('third-again'))).status === 404);
    const applied = await cli.run(['apply', '-f', file, '--cluster', cluster]);
    expect(applied.code, applied.stderr).toBe(0);
    await until('two wait', async () => (await order()).length === 2);
    const scope = ['--cluster', cluster, '-n', namespace];
    const listed = await cli.run(['queue', ...scope]);
    expect(listed.stdout).toMatch(/batch on dev-eu: 2 wait/);
    expect(listed.stdout).toMatch(/1\s+cli-b\s+0\s+3/);
    const moved = await cli.run(['queue', 'move', 'cli-c', '--to', '1', ...scope]);
    expect(moved.code, moved.stderr).toBe(0);
    expect(await order()).toEqual(['cli-c', 'cli-b']);
    expect((await cli.run(['queue', 'move', 'cli-c', ...scope])).code).toBe(2);
    expect((await cli.run(['queue', 'move', 'nobody', '--to', '1', ...scope])).stderr).toMatch(/no application nobody waits/);
    const withdrawn = await cli.run(['queue', 'withdraw', 'cli-b', ...scope]);
    expect(withdrawn.stdout).toMatch(/nexa runs retry/);
    expect(await order()).toEqual(['cli-c']);
  });
});
