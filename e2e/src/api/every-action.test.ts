import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { application, topic, type Manifest } from '../support/manifests';
import { Demo } from '../support/servers';
import type { Change, ResourceDetail } from '../support/types';
import { until } from '../support/until';

const at = (namespace: string, plural: string, name: string) => pathOf('dev-eu', namespace, plural, name);

/** What a resource says of itself after the button: waited for. */
type Told = (resource: ResourceDetail) => boolean;

interface Press {
  action: string;
  parameters?: Record<string, unknown>;
  then: Told;
}

const healthy: Told = ({ health }) => health === 'Healthy';
const suspended: Told = ({ health }) => health === 'Suspended';
interface Annotated {
  metadata?: { annotations?: Record<string, string> };
  status?: { replicas?: number };
}
const annotated =
  (name: string, value: string | undefined): Told =>
  ({ observed }) =>
    (observed as Annotated | null)?.metadata?.annotations?.[name] === value;
const replicas =
  (count: number): Told =>
  ({ observed }) =>
    (observed as Annotated | null)?.status?.replicas === count;
const says =
  (column: string, value: unknown): Told =>
  ({ summary }) =>
    summary[column] === value;
const any: Told = () => true;
const pauses: Press[] = [
  { action: 'pause', then: suspended },
  { action: 'resume', then: ({ health }) => health !== 'Suspended' },
];

const scratch = at('team-b', 'kafkas', 'scratch');
const connector = at('team-a', 'kafkaconnectors', 'customers-cdc');
const mirror = at('orders', 'kafkamirrormaker2s', 'events-to-orders');
const source = { connector: 'events->orders.MirrorSourceConnector' };
const job = at('team-b', 'sparkapplications', 'pressed');
const schedule = at('team-a', 'scheduledsparkapplications', 'profile-snapshot');
const rebalance = at('team-a', 'kafkarebalances', 'pressed-rebalance');

/** The buttons of each resource, in an order in which each can be pressed. */
const rows: { kind: string; path: string; presses: Press[] }[] = [
  {
    kind: 'Kafka',
    path: scratch,
    presses: [
      ...pauses,
      { action: 'restart', then: healthy },
      { action: 'renew-cluster-ca', then: healthy },
      { action: 'renew-clients-ca', then: healthy },
      { action: 'replace-cluster-ca-key', then: healthy },
      { action: 'replace-clients-ca-key', then: healthy },
      { action: 'skip-scale-down-check', then: annotated('strimzi.io/skip-broker-scaledown-check', 'true') },
      { action: 'check-scale-down', then: annotated('strimzi.io/skip-broker-scaledown-check', undefined) },
      { action: 'delete-node-storage', parameters: { node: 0 }, then: healthy },
    ],
  },
  { kind: 'Kafka', path: at('team-a', 'kafkas', 'events'), presses: [{ action: 'rebalance', parameters: { name: 'pressed-rebalance' }, then: healthy }] },
  {
    kind: 'KafkaRebalance',
    path: rebalance,
    presses: [
      { action: 'refresh', then: says('state', 'ProposalReady') },
      { action: 'approve', then: says('state', 'Ready') },
      { action: 'refresh', then: says('state', 'ProposalReady') },
      ...pauses,
    ],
  },
  {
    kind: 'KafkaNodePool',
    path: at('team-b', 'kafkanodepools', 'scratch'),
    presses: [
      { action: 'restart', then: healthy },
      { action: 'delete-node-storage', parameters: { node: 0 }, then: healthy },
    ],
  },
  { kind: 'KafkaNodePool', path: at('team-a', 'kafkanodepools', 'broker'), presses: [{ action: 'scale', parameters: { replicas: 4 }, then: replicas(4) }] },
  {
    kind: 'KafkaTopic',
    path: at('team-b', 'kafkatopics', 'pressed'),
    presses: [...pauses, { action: 'unmanage', then: annotated('strimzi.io/managed', 'false') }, { action: 'manage', then: annotated('strimzi.io/managed', undefined) }],
  },
  { kind: 'KafkaUser', path: at('orders', 'kafkausers', 'fulfilment'), presses: [...pauses, { action: 'renew-certificate', then: healthy }] },
  { kind: 'KafkaConnect', path: at('team-a', 'kafkaconnects', 'pipelines'), presses: [...pauses, { action: 'rebuild', then: healthy }] },
  {
    kind: 'KafkaConnector',
    path: connector,
    presses: [
      ...pauses,
      { action: 'pause-connector', then: says('state', 'PAUSED') },
      { action: 'run-connector', then: says('state', 'RUNNING') },
      { action: 'restart', parameters: { what: 'with-tasks' }, then: healthy },
      { action: 'restart-task', parameters: { task: 0 }, then: healthy },
      { action: 'stop-connector', then: says('state', 'STOPPED') },
      { action: 'list-offsets', then: any },
      { action: 'alter-offsets', parameters: { offsets: '{"offsets":[{"partition":{"a":1},"offset":{"b":2}}]}' }, then: any },
      { action: 'reset-offsets', then: any },
      { action: 'run-connector', then: says('state', 'RUNNING') },
    ],
  },
  {
    kind: 'KafkaMirrorMaker2',
    path: mirror,
    presses: [
      ...pauses,
      { action: 'restart-connector', parameters: { ...source, what: 'failed' }, then: healthy },
      { action: 'restart-task', parameters: { task: `${source.connector}:0` }, then: healthy },
      { action: 'pause-connector', parameters: source, then: any },
      { action: 'stop-connector', parameters: source, then: any },
      { action: 'list-offsets', parameters: source, then: any },
      { action: 'alter-offsets', parameters: source, then: any },
      { action: 'reset-offsets', parameters: source, then: any },
      { action: 'run-connector', parameters: source, then: healthy },
    ],
  },
  { kind: 'KafkaBridge', path: at('team-b', 'kafkabridges', 'playground-http'), presses: pauses },
  {
    kind: 'SparkApplication',
    path: job,
    presses: [
      { action: 'suspend', then: says('state', 'SUSPENDED') },
      { action: 'resume', then: says('state', 'RUNNING') },
      { action: 'kill', then: says('state', 'FAILED') },
      { action: 'rerun', then: says('state', 'RUNNING') },
      { action: 'clone', parameters: { name: 'pressed-again' }, then: any },
    ],
  },
  {
    kind: 'ScheduledSparkApplication',
    path: schedule,
    presses: [
      { action: 'suspend', then: any },
      { action: 'resume', then: any },
      { action: 'run-now', then: any },
    ],
  },
];

/** Pressed where a state is too short for a test of its own row to be sure of it. */
const elsewhere = new Set(['KafkaRebalance stop']);

describe('every action, from its button to what the resource says afterwards', () => {
  let demo: Demo;
  let admin: Api;

  const put = async (path: string, manifest: Manifest) => {
    const made = await admin.ask<Change>(path, { method: 'PUT', body: manifest });
    await admin.runEnded(made.run?.id ?? '');
  };
  const press = async (path: string, { action, parameters = {} }: Press) => {
    await until(`${action} is offered for ${path}`, async () => {
      const { items } = await admin.ask<{ items: { id: string; offered: boolean }[] }>(`${path}/actions`);
      return items.some(({ id, offered }) => id === action && offered);
    });
    const reply = await admin.send<Change>(`${path}/actions/${action}`, { method: 'POST', body: { parameters, reason: 'each is pressed once' } });
    expect(reply.status, `${path} ${action}: ${JSON.stringify(reply.body)}`).toBe(202);
    return reply.body.run?.id ?? '';
  };

  beforeAll(async () => {
    demo = await Demo.start();
    admin = await demo.api('admin');
    await put(at('team-b', 'kafkatopics', 'pressed'), topic('pressed', { namespace: 'team-b', cluster: 'scratch' }));
    const manifest = application('pressed', 'team-b', { restartPolicy: { type: 'Never' } });
    manifest.metadata.annotations = { 'sandbox.nexa.dev/duration': '36000s' };
    await put(job, manifest);
    await until('it runs', async () => (await admin.resource(job)).summary.state === 'RUNNING');
  });
  afterAll(() => demo.remove());

  for (const { kind, path, presses } of rows) {
    test(`of ${kind} ${path.split('/').at(-1)}`, { timeout: 240_000 }, async () => {
      for (const each of presses) {
        const run = await admin.runEnded(await press(path, each), 120_000);
        // The demo lets every other run of that schedule fail, which is no fault of the button.
        if (each.action !== 'run-now') expect(run.state, `${each.action}: ${run.message}`).toBe('succeeded');
        await until(`${path} after ${each.action}`, async () => each.then(await admin.resource(path)));
      }
    });
  }

  test('of a rebalance that moves: stop', { timeout: 120_000 }, async () => {
    await press(rebalance, { action: 'approve', then: any });
    await until('it moves', async () => (await admin.resource(rebalance)).summary.state === 'Rebalancing');
    const run = await admin.runEnded(await press(rebalance, { action: 'stop', then: any }), 120_000);
    expect(run.state, run.message).toBe('succeeded');
    await until('it is stopped', async () => (await admin.resource(rebalance)).summary.state === 'Stopped');
  });

  test('is pressed here', async () => {
    const { items } = await admin.ask<{ items: { kind: string; actions: { id: string }[] }[] }>('/kinds');
    const pressed = new Set([...rows.flatMap(({ kind, presses }) => presses.map(({ action }) => `${kind} ${action}`)), ...elsewhere]);
    const all = items.flatMap(({ kind, actions }) => actions.map(({ id }) => `${kind} ${id}`));
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((each) => !pressed.has(each))).toEqual([]);
  });
});
