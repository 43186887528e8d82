import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { application, asYaml } from '../support/manifests';
import { endless } from '../support/queue';
import { Demo, type Cli } from '../support/servers';
import type { AuditRecord, Change, List } from '../support/types';
import { until } from '../support/until';

interface Pod {
  name: string;
  role: string;
  node_id: number | null;
  phase: string;
  ready: number;
  containers: number;
}
interface Step {
  uid: string;
  state: string;
  words: string;
}
interface Past {
  name: string;
  plural: string;
  uid: string;
  state: string;
  began: string;
  ended: string;
}
interface Offsets {
  connector: string;
  config_map: string;
  listed: boolean;
  items: { partition: string; offset: string }[];
}
interface Credentials {
  username: string;
  bootstrap_servers: string;
  password: string;
  user_certificate: string;
  properties: string;
}

const at = (namespace: string, plural: string, name: string) => pathOf('dev-eu', namespace, plural, name);

describe('what is asked of a cluster at the moment of the question', () => {
  let demo: Demo;
  let admin: Api;
  let operator: Api;
  let viewer: Api;
  let cli: Cli;
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    demo = await Demo.start();
    [admin, operator, viewer] = await Promise.all([demo.api('admin'), demo.api('operator'), demo.api('viewer')]);
    cli = await demo.cli('admin');
    kubernetes = new Kubernetes(demo.kubeconfig('dev-eu'));
  });
  afterAll(() => demo.remove());

  const podsOf = async (path: string) => (await viewer.ask<{ items: Pod[] }>(`${path}/pods`)).items;
  const historyOf = async (path: string) => (await viewer.ask<{ items: Step[] }>(`${path}/history`)).items;

  test('the nodes of a Kafka cluster, by id, with their roles', async () => {
    const nodes = (await podsOf(at('team-a', 'kafkas', 'events'))).filter((pod) => pod.node_id !== null);
    expect(nodes.map(({ node_id }) => node_id)).toEqual([...nodes.map(({ node_id }) => node_id)].sort((a, b) => Number(a) - Number(b)));
    expect(new Set(nodes.map(({ role }) => role))).toEqual(new Set(['broker', 'controller']));
    expect(nodes.every(({ ready, containers, phase }) => ready === containers && phase === 'Running')).toBe(true);
    const pool = await podsOf(at('team-a', 'kafkanodepools', 'broker'));
    expect(pool.length).toBeGreaterThan(0);
    expect(pool.every(({ role }) => role === 'broker')).toBe(true);
  });

  test('the driver of an application before its executors; none of what has none', async () => {
    const path = at('team-a', 'sparkapplications', 'seen');
    await operator.ask<Change>(path, asYaml(endless('seen', 'team-a', { executor: { instances: 2, cores: 1, memory: '512m' } })));
    const pods = await until('all run', async () => {
      const found = await podsOf(path);
      return found.length === 3 && found.every(({ phase }) => phase === 'Running') && found;
    });
    expect(pods.map(({ role }) => role)).toEqual(['driver', 'executor', 'executor']);
    expect((await viewer.send(`${at('team-a', 'kafkatopics', 'page-views')}/pods`)).status).toBe(400);
    expect((await viewer.send(`${at('team-a', 'kafkas', 'nowhere')}/pods`)).status).toBe(404);
    // The log of an executor, and of nothing else than the application's own pods.
    const executor = pods[1]?.name ?? '';
    expect((await viewer.send(`${path}/logs?pod=${executor}&tail=5`)).status).toBe(200);
    expect((await viewer.send(`${path}/logs?pod=events-broker-0`)).status).toBe(404);
  });

  test('what a proposal does to each broker', async () => {
    const { items } = await viewer.ask<{ items: { broker: number; replicas: { before: number; after: number } }[] }>(`${at('team-a', 'kafkarebalances', 'spread-out')}/load`);
    expect(items.length).toBeGreaterThan(1);
    expect(items.some(({ replicas }) => replicas.before !== replicas.after)).toBe(true);
    const shown = await cli.run(['load', 'spread-out', '--cluster', 'dev-eu', '-n', 'team-a']);
    expect(shown.stdout).toMatch(/BROKER\s+REPLICAS/);
    expect((await viewer.send(`${at('team-a', 'kafkas', 'events')}/load`)).status).toBe(400);
  });

  test('the history of an application, also when it is gone', async () => {
    const path = at('team-b', 'sparkapplications', 'short-lived');
    const change = await operator.ask<Change>(path, asYaml(application('short-lived', 'team-b')));
    await operator.runEnded(change.run?.id ?? '');
    await until('it has completed', async () => (await operator.resource(path)).summary.state === 'COMPLETED');
    const states = (await historyOf(path)).map(({ state }) => state);
    expect(states).toContain('RUNNING');
    expect(states.at(-1)).toBe('COMPLETED');
    await operator.ask<Change>(path, { method: 'DELETE' });
    await until('it is gone', async () => (await operator.send(path)).status === 404);
    const after = await until('its end is known', async () => {
      const found = await historyOf(path);
      return found.at(-1)?.state === 'DELETED' && found;
    });
    expect(new Set(after.map(({ uid }) => uid)).size).toBe(1);
    expect(after.at(-1)?.words).toBe('It was deleted.');
    const shown = await cli.run(['history', 'short-lived', '--cluster', 'dev-eu', '-n', 'team-b']);
    expect(shown.stdout).toMatch(/DELETED/);
    expect((await operator.send('/clusters/prod-us/namespaces/payments/sparkapplications/any/history')).status).toBe(404);
    // It is in the list of those that are gone, for who may see it.
    const query = '/past-applications?cluster=dev-eu&namespace=team-b&name=short';
    const past = await viewer.ask<List<Past>>(query);
    expect(past.items.map(({ name, state, uid }) => [name, state, uid])).toEqual([['short-lived', 'COMPLETED', after[0]?.uid]]);
    expect(past.items[0]?.plural).toBe('sparkapplications');
    expect(Date.parse(past.items[0]?.ended ?? '')).toBeGreaterThanOrEqual(Date.parse(past.items[0]?.began ?? ''));
    expect((await viewer.ask<List<Past>>(`${query}&state=FAILED`)).items).toEqual([]);
    expect((await viewer.ask<List<Past>>('/past-applications?name=%25')).items).toEqual([]);
    expect((await viewer.send('/past-applications?limit=0')).status).toBe(400);
    const listed = await cli.run(['history', '--cluster', 'dev-eu', '-n', 'team-b']);
    expect(listed.stdout).toMatch(/short-lived\s+dev-eu\s+team-b\s+COMPLETED/);
  });

  test('the offsets of a mirror, once they are listed', async () => {
    const path = pathOf('prod-us', 'platform', 'kafkamirrormaker2s', 'lake-to-telemetry');
    const offsetsOf = async () => (await admin.ask<{ items: Offsets[] }>(`${path}/offsets`)).items;
    const source = 'lake->telemetry.MirrorSourceConnector';
    const before = await offsetsOf();
    expect(before.map(({ connector, config_map, listed }) => [connector, config_map, listed])).toEqual([
      [source, 'lake-to-telemetry-offsets', false],
      ['lake->telemetry.MirrorCheckpointConnector', '', false],
    ]);
    expect((await admin.send(`${path}/actions/list-offsets`, { method: 'POST', body: { parameters: { connector: 'nobody' } } })).status).toBe(409);
    const change = await admin.ask<Change>(`${path}/actions/list-offsets`, { method: 'POST', body: { parameters: { connector: source } } });
    await admin.runEnded(change.run?.id ?? '');
    const after = await offsetsOf();
    expect(after[0]?.listed).toBe(true);
    expect(JSON.parse(after[0]?.items[0]?.partition ?? '')).toMatchObject({ cluster: 'lake', partition: 0 });
    expect((await admin.send(`${at('team-a', 'kafkas', 'events')}/offsets`)).status).toBe(400);
    // Only what is stopped can be reset.
    const refused = await admin.send(`${path}/actions/reset-offsets`, { method: 'POST', body: { parameters: { connector: source } } });
    expect(refused.status).toBe(409);
    const stop = await admin.ask<Change>(`${path}/actions/stop-connector`, { method: 'POST', body: { parameters: { connector: source } } });
    await admin.runEnded(stop.run?.id ?? '');
    for (const action of ['reset-offsets', 'list-offsets']) {
      const run = await admin.ask<Change>(`${path}/actions/${action}`, { method: 'POST', body: { parameters: { connector: source } } });
      await admin.runEnded(run.run?.id ?? '');
    }
    expect((await offsetsOf())[0]?.items).toEqual([]);
  });

  test('the credentials of a user: for those who may, and the trail tells', async () => {
    const path = at('orders', 'kafkausers', 'checkout');
    expect((await viewer.send(`${path}/credentials`)).status).toBe(403);
    const reply = await admin.send<Credentials>(`${path}/credentials`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const secret = await kubernetes.ask<{ data: Record<string, string> }>('GET', '/api/v1/namespaces/orders/secrets/checkout');
    expect(reply.body.user_certificate).toBe(Buffer.from(secret.data['user.crt'] ?? '', 'base64').toString());
    expect(reply.body.properties).toMatch(/security\.protocol=SSL\n/);
    // A real certificate of a real authority, as a client would need it.
    const certificate = new X509Certificate(reply.body.user_certificate);
    expect(certificate.subject).toBe('CN=checkout');
    const authority = await kubernetes.ask<{ data: Record<string, string> }>('GET', '/api/v1/namespaces/orders/secrets/orders-clients-ca-cert');
    expect(certificate.verify(new X509Certificate(Buffer.from(authority.data['ca.crt'] ?? '', 'base64')).publicKey)).toBe(true);
    const { items } = await admin.ask<List<AuditRecord>>('/audit?what=user.credentials');
    expect(items.map(({ who, outcome, name }) => [who, outcome, name])).toEqual(
      expect.arrayContaining([
        ['admin', 'accepted', 'checkout'],
        ['viewer', 'denied', 'checkout'],
      ]),
    );
    expect((await admin.send(`${at('team-a', 'kafkas', 'events')}/credentials`)).status).toBe(400);
    const printed = await cli.run(['credentials', 'checkout', '--cluster', 'dev-eu', '-n', 'orders']);
    expect(printed.stdout).toBe(reply.body.properties);
  });

  test('a Secret of the same name that Strimzi did not make is not shown', async () => {
    const path = at('team-b', 'kafkausers', 'borrowed');
    await kubernetes.ask('POST', '/api/v1/namespaces/team-b/secrets', { metadata: { name: 'borrowed' }, data: { password: Buffer.from('of a database').toString('base64') } });
    const user = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaUser', metadata: { name: 'borrowed', namespace: 'team-b', labels: { 'strimzi.io/cluster': 'nowhere' } }, spec: { authentication: { type: 'scram-sha-512' } } };
    await kubernetes.ask('POST', '/apis/kafka.strimzi.io/v1/namespaces/team-b/kafkausers', user);
    await until('it is observed', async () => (await admin.send(path)).status === 200);
    const reply = await admin.send(`${path}/credentials`);
    expect(reply.status).toBe(409);
    expect(JSON.stringify(reply.body)).not.toContain('of a database');
  });

  test('by the command line', async () => {
    const listed = await cli.run(['pods', 'kafka', 'events', '--cluster', 'dev-eu', '-n', 'team-a']);
    expect(listed.stdout).toMatch(/events-broker-\d+\s+broker\s+\d+\s+Running\s+1\/1/);
    const json = await cli.run(['pods', 'kafka/events', '--cluster', 'dev-eu', '-n', 'team-a', '-o', 'json']);
    expect((JSON.parse(json.stdout) as { items: Pod[] }).items.length).toBeGreaterThan(1);
  });
});
