import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { application } from '../support/manifests';
import { Demo } from '../support/servers';
import type { AuditRecord, Change, Finding, List, Problem } from '../support/types';
import { until } from '../support/until';

interface Action {
  id: string;
  offered: boolean;
  objection: string;
  destroys: boolean;
  parameters: { name: string; title: string; required: boolean; minimum: number | null; choices: { value: string; about: string }[]; preset: string }[];
}
interface Preview {
  changed: boolean;
  action: string;
  violations: number;
  findings: Finding[];
  diff: { pointer: string; after: unknown }[];
  notes: string[];
}
interface Pod {
  metadata: { name: string; uid: string };
}

let demo: Demo;
let operator: Api;
let admin: Api;
let kubernetes: Kubernetes;

beforeAll(async () => {
  demo = await Demo.start();
  [operator, admin] = await Promise.all([demo.api('operator'), demo.api('admin')]);
  kubernetes = new Kubernetes(demo.kubeconfig('dev-eu'));
});
afterAll(() => demo.remove());

const at = (namespace: string, plural: string, name: string) => pathOf('dev-eu', namespace, plural, name);

async function offered(path: string): Promise<Map<string, Action>> {
  const { items } = await operator.ask<{ items: Action[] }>(`${path}/actions`);
  return new Map(items.map((action) => [action.id, action]));
}
const preview = (path: string, action: string, parameters = {}) => operator.ask<Preview>(`${path}/actions/${action}?dry_run=true`, { method: 'POST', body: { parameters } });
const press = (path: string, action: string, body: object = {}, headers: Record<string, string> = {}, api = operator) =>
  api.send<Change & Problem>(`${path}/actions/${action}`, { method: 'POST', body, headers });

/** Presses the button and waits for the end. */
async function done(path: string, action: string, parameters = {}, api = operator) {
  const reply = await press(path, action, { parameters, reason: 'a test' }, {}, api);
  expect(reply.status, JSON.stringify(reply.body)).toBe(202);
  const run = await operator.runEnded(reply.body.run?.id ?? '', 90_000);
  return { state: run.state, message: run.message, change: reply.body, run };
}
async function pods(namespace: string, selector: string): Promise<Map<string, string>> {
  const { items } = await kubernetes.ask<{ items: Pod[] }>('GET', `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`);
  return new Map(items.map(({ metadata }) => [metadata.name, metadata.uid]));
}

describe('the actions of a Kafka cluster', () => {
  const scratch = at('team-b', 'kafkas', 'scratch');
  const nodes = () => pods('team-b', 'strimzi.io/cluster=scratch,strimzi.io/name=scratch-kafka');

  test('are offered with a reason for each that is not', async () => {
    const actions = await offered(scratch);
    expect(actions.get('restart')).toMatchObject({ offered: true, objection: '' });
    expect(actions.get('resume')).toMatchObject({ offered: false, objection: 'it is not paused' });
    expect(actions.get('delete-node-storage')).toMatchObject({ destroys: true, parameters: [{ name: 'node', required: true }] });
  });

  test('restart: a preview names the nodes and touches nothing; the run ends when each is another and ready', async () => {
    const before = await nodes();
    const told = await preview(scratch, 'restart');
    expect(told).toMatchObject({ action: 'restart', violations: 0 });
    expect(told.findings.map(({ message }) => message).join()).toContain('scratch-scratch-0');
    expect(await nodes()).toEqual(before);

    const { state, message, run } = await done(scratch, 'restart');
    expect(state, message).toBe('succeeded');
    expect(run.steps?.map(({ name }) => name)).toEqual(expect.arrayContaining(['requested', 'plan', 'write', 'succeeded']));
    const after = await nodes();
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, uid] of before) expect(after.get(name)).not.toBe(uid);
  });

  test('pause and resume: of a cluster that Nexa does not manage, on the live object', async () => {
    expect(await done(scratch, 'pause')).toMatchObject({ state: 'succeeded' });
    await until('it is suspended', async () => (await operator.resource(scratch)).health === 'Suspended');
    const actions = await offered(scratch);
    expect(actions.get('restart')?.objection).toMatch(/resume it first/);
    const refused = await press(scratch, 'restart');
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/resume it first/);
    const told = await preview(scratch, 'resume');
    expect(told.findings.find(({ rule }) => rule === 'kafka-resume')?.message).toMatch(/changed by hand meanwhile is reverted/);
    expect(await done(scratch, 'resume')).toMatchObject({ state: 'succeeded' });
    await until('it is healthy', async () => (await operator.resource(scratch)).health === 'Healthy');
  });

  test('renew the certificate authority: the generation is raised', async () => {
    const secret = () =>
      kubernetes.ask<{ metadata: { annotations: Record<string, string> } }>('GET', '/api/v1/namespaces/team-b/secrets/scratch-cluster-ca-cert').then(({ metadata }) => metadata.annotations);
    const before = Number((await secret())['strimzi.io/ca-cert-generation']);
    expect(await done(scratch, 'renew-cluster-ca')).toMatchObject({ state: 'succeeded' });
    expect(Number((await secret())['strimzi.io/ca-cert-generation'])).toBe(before + 1);
    await until('it is healthy', async () => (await operator.resource(scratch)).health === 'Healthy');
  });

  test('restart one node of a pool, and no other', async () => {
    const pool = at('team-a', 'kafkanodepools', 'broker');
    const before = await pods('team-a', 'strimzi.io/cluster=events,strimzi.io/pool-name=broker');
    const [first = ''] = [...before.keys()];
    const node = Number(first.split('-').at(-1));
    const { state, message } = await done(pool, 'restart', { node });
    expect(state, message).toBe('succeeded');
    const after = await pods('team-a', 'strimzi.io/cluster=events,strimzi.io/pool-name=broker');
    expect([...after].filter(([name, uid]) => before.get(name) !== uid).map(([name]) => name)).toEqual([first]);
  });

  test('a node that there is not ends the run with that reason', async () => {
    expect(await done(at('team-b', 'kafkas', 'scratch'), 'restart', { node: 77 })).toMatchObject({ state: 'failed', message: 'scratch has no node 77' });
  });

  test('scaling controllers is refused by the contract, in the preview and for good', async () => {
    const pool = at('team-a', 'kafkanodepools', 'controller');
    expect(await preview(pool, 'scale', { replicas: 5 })).toMatchObject({ violations: 1 });
    const refused = await press(pool, 'scale', { parameters: { replicas: 5 } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.[0]).toMatchObject({ pointer: '/spec/replicas', rule: 'kafka-controllers-static' });
  });
});

describe('what a page needs to offer actions', () => {
  const list = (path: string) => operator.ask<{ items: Action[]; main: string | null }>(`${path}/actions`);

  test('is the way on from the state, and what each parameter can be', async () => {
    const connector = await list(at('team-a', 'kafkaconnectors', 'clicks-to-lake'));
    expect(connector.main).toBe('restart-task');
    expect(connector.items.find(({ id }) => id === 'restart-task')?.parameters).toEqual([
      expect.objectContaining({ name: 'task', title: 'Task', minimum: 0, preset: '0', choices: [{ value: '0', about: 'FAILED' }, { value: '1', about: 'RUNNING' }, { value: '2', about: 'RUNNING' }] }),
    ]);
    const pool = await list(at('team-a', 'kafkanodepools', 'controller'));
    const { replicas } = (await operator.resource(at('team-a', 'kafkanodepools', 'controller'))).observed?.spec as { replicas: number };
    expect(pool.main).toBeNull();
    expect(pool.items.find(({ id }) => id === 'scale')?.parameters[0]).toMatchObject({ name: 'replicas', preset: String(replicas) });
    expect(pool.items.find(({ id }) => id === 'restart')?.parameters[0]?.choices).toHaveLength(replicas);
  });

  test('is known of a kind before any resource is looked at', async () => {
    const { items } = await operator.ask<{ items: { kind: string; actions: { id: string; several: boolean; destroys: boolean }[] }[] }>('/kinds');
    const application = items.find(({ kind }) => kind === 'SparkApplication')?.actions ?? [];
    expect(application.find(({ id }) => id === 'rerun')).toMatchObject({ several: true, destroys: false });
    expect(application.find(({ id }) => id === 'kill')).toMatchObject({ several: false, destroys: true });
  });

  test('stands in the overview: of what has failed, and of what waits for a decision', async () => {
    const { attention } = await operator.ask<{ attention: { kind: string; namespace: string; name: string; health: string; action: { id: string } | null }[] }>('/overview');
    const of = (name: string) => attention.find((item) => item.name === name);
    expect(of('sentiment-batch')).toMatchObject({ health: 'Degraded', action: { id: 'rerun' } });
    expect(of('spread-out')).toMatchObject({ namespace: 'team-a', health: 'Suspended', action: { id: 'approve' } });
    expect(of('feature-backfill'), 'suspended on purpose').toBeUndefined();
    expect(of('crm-import'), 'no action mends a class that is not there').toMatchObject({ health: 'Degraded', action: null });
    const healths = attention.map(({ health }) => health);
    expect(healths.lastIndexOf('Degraded')).toBeLessThan(healths.indexOf('Suspended'));
  });

  test('is what the command line says', async () => {
    const cli = await demo.cli('operator');
    const { stdout, code } = await cli.run(['action', 'kafkaconnector', 'clicks-to-lake', '--cluster', 'dev-eu', '-n', 'team-a']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/task: 0 \(of 0, 1, 2\)/);
    expect(stdout).toMatch(/The way on: restart-task/);
  });
});

describe('the actions of Spark', () => {
  const make = async (name: string, changes = {}) => {
    const path = at('team-a', 'sparkapplications', name);
    const manifest = application(name, 'team-a', changes);
    manifest.metadata.annotations = { 'sandbox.nexa.dev/duration': '36000s' };
    const made = await operator.ask<Change>(path, { method: 'PUT', body: manifest });
    expect(await operator.runEnded(made.run?.id ?? '')).toMatchObject({ state: 'succeeded' });
    await until(`${name} runs`, async () => (await operator.resource(path)).summary.state === 'RUNNING');
    return path;
  };

  test('suspend and resume: of a managed application, as revisions', async () => {
    const path = await make('held');
    const told = await preview(path, 'suspend');
    expect(told.diff).toEqual([expect.objectContaining({ pointer: '/spec/suspend', after: true })]);
    expect(told.findings.map(({ rule }) => rule)).toContain('spark-suspend');
    const held = await done(path, 'suspend');
    expect(held).toMatchObject({ state: 'succeeded' });
    expect(held.change.intent).toMatchObject({ revision: 2 });
    expect(await done(path, 'resume')).toMatchObject({ state: 'succeeded' });
    expect((await operator.resource(path)).revision).toBe(3);
  });

  test('kill: the driver goes, and the job fails', async () => {
    const path = await make('doomed', { restartPolicy: { type: 'Never' } });
    const { state, message } = await done(path, 'kill');
    expect(state, message).toBe('succeeded');
    await until('it has failed', async () => (await operator.resource(path)).summary.state === 'FAILED');
    expect((await offered(path)).get('kill')?.objection).toMatch(/no driver runs/);
  });

  test('run again: a finished job runs once more', async () => {
    const path = at('team-a', 'sparkapplications', 'doomed');
    expect(await done(path, 'rerun')).toMatchObject({ state: 'succeeded' });
    await until('it runs', async () => (await operator.resource(path)).summary.state === 'RUNNING');
  });

  test('run a schedule now: an application from its template, beside the plan', async () => {
    const schedule = at('team-a', 'scheduledsparkapplications', 'profile-snapshot');
    const told = await preview(schedule, 'run-now');
    expect(told).toMatchObject({ action: 'create', violations: 0 });
    expect(told.findings.map(({ message }) => message).join()).toMatch(/is made from the template of profile-snapshot/);
    const { state, run } = await done(schedule, 'run-now');
    const { name } = run;
    expect(name).toMatch(/^profile-snapshot-/);
    expect(['succeeded', 'failed'], 'the demo makes every other run of it fail').toContain(state);
    expect(run.attempt).toBe(1);
    await until('it is known', async () => (await operator.resources({ q: name, kind: 'SparkApplication' })).total === 1);
  });

  test('suspend and resume a schedule', async () => {
    const schedule = at('team-a', 'scheduledsparkapplications', 'profile-snapshot');
    expect(await done(schedule, 'suspend')).toMatchObject({ state: 'succeeded', message: 'no more runs are started' });
    expect(await done(schedule, 'resume')).toMatchObject({ state: 'succeeded', message: 'runs are started again' });
  });
});

describe('an action', () => {
  const topic = at('team-a', 'kafkatopics', 'sessions');

  test('is for those who may', async () => {
    const viewer = await demo.api('viewer');
    expect((await viewer.send(`${topic}/actions`)).status).toBe(200);
    expect((await press(topic, 'pause', {}, {}, viewer)).status).toBe(403);
    const { items } = await admin.ask<List<AuditRecord>>('/audit?what=action.execute&outcome=denied');
    expect(items[0]).toMatchObject({ who: 'viewer' });
  });

  test('with an idempotency key is carried out once', async () => {
    const key = { 'idempotency-key': 'pause-once' };
    const first = await press(topic, 'pause', {}, key);
    expect(first.status, JSON.stringify(first.body)).toBe(202);
    await operator.runEnded(first.body.run?.id ?? '');
    const again = await press(topic, 'pause', {}, key);
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await done(topic, 'resume')).toMatchObject({ state: 'succeeded' });
  });

  test('that there is not, or with parameters that it does not take, says what there is', async () => {
    const unknown = await press(topic, 'explode');
    expect(unknown.status).toBe(404);
    expect(unknown.body.detail).toMatch(/it has: pause, resume, unmanage, manage/);
    const wrong = await press(at('team-a', 'kafkanodepools', 'broker'), 'scale', { parameters: { size: 4 } });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors?.map(({ pointer }) => pointer)).toEqual(['/parameters/size', '/parameters/replicas']);
    expect((await press(at('team-a', 'kafkatopics', 'nowhere'), 'pause')).status).toBe(404);
  });

  test('is in the audit trail with what was asked, and how it ended', async () => {
    const { items } = await admin.ask<List<AuditRecord & { detail: unknown }>>('/audit?what=action.restart&outcome=accepted');
    expect(items.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(items[0])).toContain('a test');
  });

  test('can be pulled from the command line', async () => {
    const cli = await demo.cli('operator');
    const there = ['--cluster', 'dev-eu', '-n', 'team-a'];
    const listed = await cli.run(['action', 'kafkatopic', 'sessions', ...there]);
    expect(listed.code, listed.stderr).toBe(0);
    expect(listed.stdout).toMatch(/resume .*it is not paused/);
    const dry = await cli.run(['action', 'kt/sessions', 'unmanage', '--dry-run', ...there]);
    expect(dry.code, dry.stderr).toBe(0);
    expect(dry.stdout).toMatch(/outlives this resource/);
    const acted = await cli.run(['action', 'kafkatopic', 'sessions', 'pause', '--wait', '--reason', 'by hand', ...there]);
    expect(acted.code, acted.stdout + acted.stderr).toBe(0);
    const refused = await cli.run(['action', 'kafkatopic', 'sessions', 'pause', ...there]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/paused already/);
    expect((await cli.run(['action', 'kafkatopic', ...there])).code).toBe(2);
  });
});

describe('a preview of a change', () => {
  test('names the tool that would revert it', async () => {
    const path = '/apis/kafka.strimzi.io/v1/namespaces/team-a/kafkatopics/from-git';
    const object = {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: { name: 'from-git', namespace: 'team-a', labels: { 'strimzi.io/cluster': 'events', 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } },
      spec: { partitions: 3, replicas: 3 },
    };
    await kubernetes.apply(path, 'kustomize-controller', object);
    const here = at('team-a', 'kafkatopics', 'from-git');
    await until('it is known', async () => (await operator.send(here)).status === 200);
    const wanted = { ...object, spec: { partitions: 6, replicas: 3 } };
    const told = await operator.ask<Preview>(`${here}?dry_run=true`, { method: 'PUT', body: wanted });
    const warning = told.findings.find(({ rule }) => rule === 'managed-elsewhere');
    expect(warning?.message).toMatch(/Flux \(Kustomization flux-system\/apps\).*spec\.partitions/);
    expect(told.findings.map(({ rule }) => rule)).toContain('field-conflict');
  });

  test('of a deletion says what is lost, and refuses to take a pool with nodes', async () => {
    const deletion = (namespace: string, plural: string, name: string) => operator.ask<Preview>(`${at(namespace, plural, name)}?dry_run=true`, { method: 'DELETE' });
    expect((await deletion('team-a', 'kafkatopics', 'experiments')).findings.find(({ rule }) => rule === 'topic-delete')?.message).toMatch(/all of its records/);
    const pool = await deletion('team-a', 'kafkanodepools', 'broker');
    expect(pool.violations).toBe(1);
    expect(pool.findings[0]).toMatchObject({ rule: 'kafka-pool-delete' });
    const refused = await operator.send(at('team-a', 'kafkanodepools', 'broker'), { method: 'DELETE' });
    expect(refused.status).toBe(422);
  });
});
