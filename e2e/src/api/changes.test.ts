import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api} from '../support/api';
import { pathOf } from '../support/api';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { topic } from '../support/manifests';
import { Demo, Sandbox } from '../support/servers';
import type { Change, Cluster } from '../support/types';
import { until } from '../support/until';

let demo: Demo;
let admin: Api;

beforeAll(async () => {
  demo = await Demo.start();
  admin = await demo.api('admin');
});
afterAll(() => demo.remove());

const here = { namespace: 'team-a', cluster: 'events' };
const at = (name: string) => pathOf('dev-eu', 'team-a', 'kafkatopics', name);

function put(name: string, partitions: number, headers: Record<string, string> = {}, query = '') {
  return admin.send<Change>(`${at(name)}${query}`, { method: 'PUT', headers, body: topic(name, { ...here, partitions }) });
}

/** The state of the run that a change asked for, when it is over. */
async function outcome(change: Change) {
  const run = await admin.runEnded(change.run?.id ?? '');
  return { state: run.state, message: run.message };
}

describe('a change', () => {
  test('is carried out, and the same text again changes nothing', async () => {
    const first = await put('plain', 3);
    expect(first.status).toBe(202);
    expect(await outcome(first.body)).toMatchObject({ state: 'succeeded' });
    const again = await put('plain', 3);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ changed: false, run: null });
  });

  test('with If-Match of another revision is refused: 412', async () => {
    await put('matched', 3);
    const stale = await admin.send(at('matched'), { method: 'PUT', headers: { 'if-match': '"7"' }, body: topic('matched', { ...here, partitions: 4 }) });
    expect(stale.status).toBe(412);
    expect(stale.body.detail).toMatch(/revision 1, not 7/);
    expect((await put('matched', 4, { 'if-match': '"1"' })).status).toBe(202);
    expect((await admin.resource(at('matched'))).revision).toBe(2);
  });

  test('with If-Match that is no ETag is refused: 400', async () => {
    expect((await put('matched', 5, { 'if-match': '*-*' })).status).toBe(400);
  });
});

describe('an idempotency key', () => {
  test('makes a repeated request one change, with the same answer', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await put('once', 3, key);
    const second = await put('once', 3, key);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect((await admin.resource(at('once'))).revision).toBe(1);
  });

  test('of another request is refused: 409', async () => {
    const other = await admin.send(at('once'), { method: 'PUT', headers: { 'idempotency-key': 'once' }, body: topic('once', { ...here, partitions: 6 }) });
    expect(other.status).toBe(409);
    expect(other.body.detail).toMatch(/Idempotency-Key/);
  });

  test('gives the first answer also when the change would be refused by now', async () => {
    const key = { 'idempotency-key': 'grown' };
    const first = await put('grown', 3, key);
    expect(first.status).toBe(202);
    expect((await put('grown', 12)).status).toBe(202);
    // Three partitions would now be fewer than asked for: but this was accepted before that, and its answer may have been lost.
    const repeated = await put('grown', 3, key);
    expect(repeated.status, JSON.stringify(repeated.body)).toBe(202);
    expect(repeated.body).toEqual(first.body);
  });

  test('belongs to its user', async () => {
    const operator = await demo.api('operator');
    const reply = await operator.send(at('theirs'), { method: 'PUT', headers: { 'idempotency-key': 'once' }, body: topic('theirs', here) });
    expect(reply.status).toBe(202);
  });
});

describe('fields of another manager', () => {
  test('stop a change by name, and can be taken over', async () => {
    const kubernetes = new Kubernetes(demo.kubeconfig('dev-eu'));
    const object = topic('shared', { ...here, config: { 'retention.ms': 1000 } });
    await kubernetes.apply(groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'shared'), 'kubectl', object);

    const wanted = topic('shared', { ...here, config: { 'retention.ms': 2000 } });
    const change = await admin.ask<Change>(at('shared'), { method: 'PUT', body: wanted });
    const stopped = await outcome(change);
    expect(stopped.state).toBe('failed');
    expect(stopped.message).toContain('kubectl');
    expect(stopped.message).toContain('retention.ms');

    const taken = await admin.ask<Change>(`${at('shared')}?take_over=true`, { method: 'PUT', body: wanted });
    expect(await outcome(taken)).toMatchObject({ state: 'succeeded' });
    const { observed, sync } = await until('it is in sync', async () => {
      const detail = await admin.resource(at('shared'));
      return detail.sync === 'InSync' && detail;
    });
    expect(sync).toBe('InSync');
    expect(observed).toMatchObject({ spec: { config: { 'retention.ms': 2000 } } });
  });
});

describe('a cluster', () => {
  test('that is removed ends its runs, and says so', async () => {
    const sandbox = await Sandbox.start(['short-lived']);
    try {
      await new Kubernetes(sandbox.kubeconfigPath('short-lived')).namespace('team');
      await admin.ask<Cluster>('/clusters', { method: 'POST', body: { name: 'short-lived', kubeconfig: sandbox.kubeconfig('short-lived') } });
      await admin.connected('short-lived');
      // There is no Kafka for it: its operator never answers, and the run waits.
      const change = await admin.ask<Change>(pathOf('short-lived', 'team', 'kafkatopics', 'orphan'), {
        method: 'PUT',
        body: topic('orphan', { namespace: 'team', cluster: 'missing' }),
      });
      const id = change.run?.id ?? '';
      await until('the run waits', async () => (await admin.run(id)).state === 'waiting');
      expect((await admin.send('/clusters/short-lived', { method: 'DELETE' })).status).toBe(204);
      expect(await outcome(change)).toEqual({ state: 'cancelled', message: 'cluster short-lived was removed' });
      expect((await admin.clusters()).items.map((cluster) => cluster.name)).not.toContain('short-lived');
      expect((await admin.resources({ cluster: 'short-lived' })).total).toBe(0);
    } finally {
      await sandbox.stop();
    }
  });

  test('that does not answer, or not to these credentials, is told apart by the check', async () => {
    const sandbox = await Sandbox.start(['checked']);
    const good = sandbox.kubeconfig('checked');
    interface Report {
      ok: boolean;
      checks: { name: string; state: string; message: string; fix: string | null }[];
    }
    const check = async (kubeconfig: string) => {
      const report = await admin.ask<Report>('/clusters/check', { method: 'POST', body: { kubeconfig } });
      return { ok: report.ok, failed: report.checks.find((each) => each.state === 'failed') };
    };
    try {
      expect(await check(good)).toEqual({ ok: true, failed: undefined });
      const badToken = await check(good.replace(/token: .*/, 'token: no-such-token'));
      expect(badToken).toMatchObject({ ok: false, failed: { name: 'credentials' } });
      const foreign = new Kubernetes(demo.kubeconfig('dev-eu')).authority;
      const badAuthority = await check(good.replace(/certificate-authority-data: .*/, `certificate-authority-data: ${foreign}`));
      expect(badAuthority).toMatchObject({ ok: false, failed: { name: 'tls' } });
    } finally {
      await sandbox.stop();
    }
    const gone = await check(good);
    expect(gone).toMatchObject({ ok: false, failed: { name: 'reachable' } });
    expect(gone.failed?.fix).toBeTruthy();
    const executable = await admin.send('/clusters/check', {
      method: 'POST',
      body: { kubeconfig: good.replace(/token: .*/, 'exec: {apiVersion: client.authentication.k8s.io/v1, command: sh}') },
    });
    expect(JSON.stringify(executable.body)).toMatch(/exec/);
    expect(JSON.stringify(executable.body)).not.toMatch(/"ok":true/);
  });
});
