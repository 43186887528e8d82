import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, pathOf } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { topic } from '../support/manifests';
import { Demo, type Cli } from '../support/servers';
import { planEnded, planRests, startPlan, type Plan, type PlanPreview, type PlanTypes } from '../support/plans';
import type { AuditRecord, List } from '../support/types';
import { until } from '../support/until';

let demo: Demo;
let admin: Api;
let viewer: Api;
let cli: Cli;

beforeAll(async () => {
  demo = await Demo.start(60);
  [admin, viewer] = await Promise.all([demo.api('admin'), demo.api('viewer')]);
  cli = await demo.cli('admin');
});
afterAll(() => demo.remove());

const target = (namespace: string, kind: string, name: string, cluster = 'dev-eu') => ({ cluster, namespace, kind, name });
const scratch = target('team-b', 'Kafka', 'scratch');
const states = (plan: Plan) => plan.steps.map(({ title, state }) => `${state}: ${title}`);

describe('an upgrade of Kafka', () => {
  test('is offered with the versions that the operator runs, and not where there is none newer', async () => {
    const offered = async (of: typeof scratch) => {
      const { items } = await admin.ask<PlanTypes>(`/plan-types?${new URLSearchParams(of).toString()}`);
      return items.find(({ id }) => id === 'upgrade-kafka');
    };
    const type = await offered(scratch);
    expect(type).toMatchObject({ offered: true, objection: '' });
    expect(type?.parameters.find(({ name }) => name === 'version')).toMatchObject({ required: true, preset: '4.3.1' });
    expect(type?.parameters[0]?.choices.map(({ value }) => value)).toEqual(['4.3.1', '4.3.0']);
    expect(await offered(target('team-a', 'Kafka', 'events'))).toMatchObject({ offered: false, objection: expect.stringContaining('newest') as string });
  });

  test('is previewed whole and writes nothing', async () => {
    const preview = await admin.ask<PlanPreview>('/plans?dry_run=true', { method: 'POST', body: { type: 'upgrade-kafka', target: scratch, parameters: { version: '4.3.1', hold: true } } });
    expect(preview.violations).toBe(0);
    expect(preview.steps.map(({ type }) => type)).toEqual(expect.arrayContaining(['check', 'change', 'hold']));
    const [first, last] = preview.steps.filter(({ type }) => type === 'change');
    expect(first?.diff.map(({ pointer }) => pointer)).toContain('/spec/kafka/version');
    expect(first?.findings.map(({ rule }) => rule)).toContain('kafka-version-rolls-brokers');
    expect(last?.diff.map(({ pointer }) => pointer)).toEqual(['/spec/kafka/metadataVersion']);
    expect((await admin.ask<List<Plan>>('/plans')).total).toBe(0);
  });

  test('sets the version, waits for a person, and raises the metadata version', async () => {
    const plan = await startPlan(admin, { type: 'upgrade-kafka', target: scratch, parameters: { version: '4.3.1', hold: true }, reason: 'security fixes' });
    const rests = await planRests(admin, plan.id);
    expect(rests, JSON.stringify(states(rests))).toMatchObject({ state: 'paused', message: expect.stringContaining('waits for you') as string });
    const kubernetes = new Kubernetes(demo.kubeconfig('dev-eu'));
    const kafka = () => kubernetes.ask<{ spec: { kafka: Record<string, string> }; status: Record<string, string> }>('GET', '/apis/kafka.strimzi.io/v1/namespaces/team-b/kafkas/scratch');
    expect((await kafka()).status.kafkaVersion).toBe('4.3.1');
    expect((await kafka()).spec.kafka.metadataVersion).toMatch(/^4\.2/);

    await admin.ask(`/plans/${plan.id}/resume`, { method: 'POST' });
    const ended = await planEnded(admin, plan.id);
    expect(ended.state, JSON.stringify(states(ended))).toBe('succeeded');
    expect(ended.steps.every(({ state }) => state === 'done')).toBe(true);
    expect((await kafka()).status.kafkaMetadataVersion).toMatch(/^4\.3/);
    const { items } = await admin.ask<List<AuditRecord>>('/audit?kind=Plan');
    expect(items.map(({ what }) => what)).toEqual(expect.arrayContaining(['plan.start', 'plan.resume', 'plan.end']));
    const runs = await admin.ask<List<{ author: string }>>('/runs?name=scratch&kind=Kafka');
    expect(runs.items[0]?.author).toBe('admin');
  });
});

describe('brokers', () => {
  const pool = target('team-a', 'KafkaNodePool', 'broker');
  const replicas = async () => (await admin.resource(pathOf('dev-eu', 'team-a', 'kafkanodepools', 'broker'))).observed as { status: { nodeIds: number[] } };

  test('are added, with partitions moved to them by an approved proposal', async () => {
    const before = (await replicas()).status.nodeIds;
    const plan = await startPlan(admin, { type: 'add-brokers', target: pool, parameters: { count: 1, hold: true } });
    const rests = await planRests(admin, plan.id);
    expect(rests.state, JSON.stringify(states(rests))).toBe('paused');
    const proposed = rests.steps.find(({ title }) => title === 'Ask Cruise Control for a proposal');
    const rebalance = (await admin.resource(pathOf('dev-eu', 'team-a', 'kafkarebalances', proposed?.name ?? ''))).observed as { spec: { brokers: number[] } };
    const after = (await replicas()).status.nodeIds;
    expect(rebalance.spec.brokers).toEqual(after.filter((id) => !before.includes(id)));
    await admin.ask(`/plans/${plan.id}/resume`, { method: 'POST' });
    const ended = await planEnded(admin, plan.id);
    expect(ended.state, JSON.stringify(states(ended))).toBe('succeeded');
    expect((await admin.send(pathOf('dev-eu', 'team-a', 'kafkarebalances', proposed?.name ?? ''))).status).toBe(404);
  });

  test('are removed once their partitions have moved away', async () => {
    const before = (await replicas()).status.nodeIds;
    const last = String(Math.max(...before));
    const plan = await startPlan(admin, { type: 'remove-brokers', target: pool, parameters: { node: last, hold: true } });
    const rests = await planRests(admin, plan.id);
    expect(rests.state, JSON.stringify(states(rests))).toBe('paused');
    // Approved on its own page meanwhile: the plan sees it, and leaves no refusals of its own in the trail.
    const rebalance = pathOf('dev-eu', 'team-a', 'kafkarebalances', rests.steps.find(({ title }) => title === 'Ask Cruise Control for a proposal')?.name ?? '');
    await admin.ask(`${rebalance}/actions/approve`, { method: 'POST', body: {} });
    await admin.ask(`/plans/${plan.id}/resume`, { method: 'POST' });
    const ended = await planEnded(admin, plan.id);
    expect(ended.state, JSON.stringify(states(ended))).toBe('succeeded');
    expect((await replicas()).status.nodeIds).toEqual(before.filter((id) => String(id) !== last));
    const { items } = await admin.ask<List<AuditRecord>>('/audit?kind=KafkaRebalance&limit=100');
    expect(items.filter(({ outcome }) => outcome === 'denied')).toEqual([]);
  });
});

describe('waves', () => {
  const manifest = (partitions: number) => {
    const { metadata, ...rest } = topic('wave', { namespace: 'team-a', cluster: 'events', partitions });
    return stringify({ ...rest, metadata });
  };

  test('go cluster by cluster, and stop at the first failure', async () => {
    // Cruise Control is not there: a topic with more replicas than brokers is refused by the operator.
    const plan = await startPlan(admin, { type: 'apply-in-waves', parameters: { manifest: manifest(3), clusters: ['dev-eu', 'prod-us'], wave_size: 1 } });
    const ended = await planRests(admin, plan.id);
    const [first, second] = ended.steps;
    expect(first, JSON.stringify(states(ended))).toMatchObject({ state: 'done', cluster: 'dev-eu' });
    // There is no such Kafka on prod-us: the step fails or waits there, and is said to.
    expect(second?.cluster).toBe('prod-us');
    expect(Date.parse(second?.started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.finished_at ?? ''));
  });

  test('that fail can be tried again, and what comes after has not begun', async () => {
    const connector = {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaConnector',
      metadata: { name: 'planned', namespace: 'team-a', labels: { 'strimzi.io/cluster': 'pipelines' } },
      spec: { class: 'com.example.Nowhere', tasksMax: 1 },
    };
    const plan = await startPlan(admin, { type: 'apply-in-waves', parameters: { manifest: stringify(connector), clusters: ['dev-eu', 'prod-us'] } });
    const failed = await planRests(admin, plan.id);
    expect(failed, JSON.stringify(states(failed))).toMatchObject({ state: 'failed', message: expect.stringContaining('Apply planned to dev-eu') as string });
    expect(failed.steps.map(({ state }) => state)).toEqual(['failed', 'pending']);
    // Nothing has changed, so the manifest is the same; what was wrong with it still is.
    await admin.ask(`/plans/${plan.id}/resume`, { method: 'POST' });
    const again = await planRests(admin, plan.id);
    expect(again.steps.map(({ state }) => state)).toEqual(['failed', 'pending']);
    await admin.ask(`/plans/${plan.id}/abort`, { method: 'POST' });
  });

  test('of a manifest that a cluster does not take are refused before anything begins', async () => {
    const reply = await admin.send('/plans', { method: 'POST', body: { type: 'apply-in-waves', parameters: { manifest: manifest(0), clusters: ['dev-eu', 'prod-us'] } } });
    expect(reply.status).toBe(422);
    expect(reply.body.errors?.some(({ pointer }) => pointer.startsWith('/steps/0'))).toBe(true);
    const broken = await admin.send('/plans', { method: 'POST', body: { type: 'apply-in-waves', parameters: { manifest: 'a: [', clusters: ['dev-eu'] } } });
    expect(broken.body.errors?.[0]?.pointer).toBe('/parameters/manifest');
  });
});

describe('a plan', () => {
  const hold = { type: 'apply-in-waves', parameters: { manifest: stringify(topic('held', { namespace: 'team-a', cluster: 'events' })), clusters: ['dev-eu', 'prod-us'], hold: true } };

  test('is for those who may do all of it, and seen by those who may see all of it', async () => {
    expect((await viewer.send('/plans', { method: 'POST', body: hold })).status).toBe(403);
    const name = 'half';
    await admin.ask('/users', { method: 'POST', body: { name, password: 'correct horse battery' } });
    await admin.ask('/bindings', { method: 'POST', body: { user: name, role: 'operator', clusters: { names: ['dev-eu'] }, namespaces: { all: true } } });
    const half = await Api.signIn(demo.address, name, 'correct horse battery');
    const refused = await half.send('/plans', { method: 'POST', body: hold });
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toContain('prod-us');
    const plan = await startPlan(admin, hold);
    await planRests(admin, plan.id);
    expect((await half.send(`/plans/${plan.id}`)).status).toBe(404);
    expect((await half.ask<List<Plan>>('/plans')).items.map(({ id }) => id)).not.toContain(plan.id);
    expect((await half.send(`/plans/${plan.id}/abort`, { method: 'POST' })).status).toBe(404);
    expect((await viewer.send(`/plans/${plan.id}`)).status).toBe(200);
    expect((await viewer.send(`/plans/${plan.id}/abort`, { method: 'POST' })).status).toBe(403);
    await admin.ask(`/plans/${plan.id}/abort`, { method: 'POST' });
  });

  test('is aborted: what was not begun is skipped, and nothing goes on', async () => {
    const plan = await startPlan(admin, hold);
    await planRests(admin, plan.id);
    const aborted = await admin.ask<Plan>(`/plans/${plan.id}/abort`, { method: 'POST' });
    expect(aborted).toMatchObject({ state: 'aborted', message: 'aborted by admin' });
    expect(aborted.steps.map(({ state }) => state)).toEqual(['done', 'skipped', 'skipped']);
    const again = await admin.send(`/plans/${plan.id}/resume`, { method: 'POST' });
    expect(again.status).toBe(409);
  });

  test('is asked for once by an idempotency key', async () => {
    const send = () => admin.send<Plan>('/plans', { method: 'POST', body: hold, headers: { 'idempotency-key': 'plan-once' } });
    const [first, second] = [await send(), await send()];
    expect(second.body.id).toBe(first.body.id);
    await admin.ask(`/plans/${first.body.id}/abort`, { method: 'POST' });
  });

  test.each([
    ['an unknown type', { type: 'fly' }, '/type'],
    ['a type without its resource', { type: 'upgrade-kafka', parameters: { version: '4.3.1' } }, '/target'],
    ['no type', {}, '/type'],
    ['an unknown parameter', { ...hold, parameters: { ...hold.parameters, speed: 1 } }, '/parameters/speed'],
    ['a number for a list', { ...hold, parameters: { ...hold.parameters, clusters: 3 } }, '/parameters/clusters'],
    ['a cluster that is not there', { ...hold, parameters: { ...hold.parameters, clusters: ['nowhere'] } }, '/parameters/clusters'],
  ])('of %s is refused with its place', async (_, body, pointer) => {
    const reply = await admin.send('/plans', { method: 'POST', body });
    expect(reply.status).toBe(422);
    expect(reply.body.errors?.map((each) => each.pointer)).toContain(pointer);
  });
});

describe('a move to a Strimzi release', () => {
  test('names what a person does, with its check, and what Nexa does', async () => {
    const preview = await admin.ask<PlanPreview>('/plans?dry_run=true', { method: 'POST', body: { type: 'move-strimzi', parameters: { release: '1.2.0', clusters: ['prod-us'] } } });
    expect(preview.steps.filter(({ type }) => type === 'outside').length).toBeGreaterThan(0);
    expect(preview.steps.every(({ cluster }) => cluster === 'prod-us')).toBe(true);
  });
});

describe('the command line', () => {
  test('lists what can be planned, previews, starts, follows and ends plans', async () => {
    const types = await cli.run(['plan', 'kafka/orders', '--cluster', 'dev-eu', '-n', 'orders']);
    expect(types.stdout, types.stderr).toMatch(/upgrade-kafka .*version=4\.3\.1/);
    const preview = await cli.run(['plan', 'upgrade-kafka', 'kafka/orders', '--cluster', 'dev-eu', '-n', 'orders', '--dry-run']);
    expect(preview.code, preview.stderr).toBe(0);
    expect(preview.stdout).toMatch(/Upgrade orders from Kafka 4\.3\.0 to 4\.3\.1/);
    expect(preview.stdout).toContain('/spec/kafka/version');

    const file = demo.folder.in('topic.yaml');
    writeFileSync(file, stringify(topic('from-the-line', { namespace: 'team-a', cluster: 'events' })));
    const started = await cli.run(['plan', 'apply-in-waves', '-f', file, '--clusters', 'dev-eu', '--wait'], '', 120_000);
    expect(started.code, started.stdout + started.stderr).toBe(0);
    expect(started.stdout).toMatch(/done +Apply from-the-line to dev-eu/);
    const listed = await cli.run(['plans', '--state', 'succeeded', '-o', 'name']);
    expect(listed.stdout.trim().split('\n').length).toBeGreaterThan(0);
    const wrong = await cli.run(['plan', 'apply-in-waves', '--set', 'speed=3']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('it has: manifest, clusters');
  });

  test('tells followers of the page by events', async () => {
    const response = await fetch(`${demo.address}/api/v1/events?topics=plans`, { headers: { authorization: `Bearer ${admin.token ?? ''}` } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const plan = await startPlan(admin, { type: 'apply-in-waves', parameters: { manifest: stringify(topic('told', { namespace: 'team-a', cluster: 'events' })), clusters: ['dev-eu'] } });
    let heard = '';
    await until('the event of the plan', async () => {
      const { value } = (await reader?.read()) ?? {};
      heard += value ?? '';
      return heard.includes(plan.id) && heard.includes('succeeded');
    });
    await reader?.cancel();
  });
});
