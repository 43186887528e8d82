import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { Kubernetes } from '../support/kubernetes';
import { application } from '../support/manifests';
import { Demo } from '../support/servers';
import type { Change, List } from '../support/types';
import { until } from '../support/until';

interface KeptLog {
  id: string;
  pod: string;
  attempt: string;
  state: string;
  cause: string;
  bytes: number;
  cut: boolean;
}

describe('the logs of drivers', () => {
  let demo: Demo;
  let admin: Api;
  let kubernetes: Kubernetes;
  const failed = pathOf('dev-eu', 'analytics', 'sparkapplications', 'customer-churn-train');

  beforeAll(async () => {
    demo = await Demo.start(60);
    admin = await demo.api('admin');
    kubernetes = new Kubernetes(demo.kubeconfig('dev-eu'));
  });
  afterAll(() => demo.remove());

  const kept = (path: string) =>
    until(`a kept log of ${path}`, async () => {
      const { items } = await admin.ask<List<KeptLog>>(`${path}/logs/kept`);
      return items.length > 0 && items;
    });

  test('are kept when an attempt ends, with the lines that tell why it failed', async () => {
    const [log] = await kept(failed);
    expect(log).toMatchObject({ pod: 'customer-churn-train-driver', state: 'FAILED', cut: false });
    expect(log?.cause).toMatch(/Exception|Error/);
    expect(log?.bytes).toBeGreaterThan(100);
    const live = await admin.send<string>(`${failed}/logs`);
    expect(live.headers.get('nexa-kept-log')).toBeNull();
    const copy = await admin.send<string>(`${failed}/logs?kept=${log?.id ?? ''}`);
    expect(copy.headers.get('nexa-kept-log')).toBe(log?.id);
    expect(copy.body).toBe(live.body);
  });

  test('are there when the pod is gone, and when it is followed', async () => {
    const [log] = await kept(failed);
    await kubernetes.ask('DELETE', '/api/v1/namespaces/analytics/pods/customer-churn-train-driver');
    for (const query of ['', '?tail=3', '?tail=3&follow=true']) {
      const reply = await until('the kept log', async () => {
        const answer = await admin.send<string>(`${failed}/logs${query}`);
        return answer.headers.get('nexa-kept-log') !== null && answer;
      });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('nexa-kept-log')).toBe(log?.id);
      if (query !== '') expect(reply.body.trimEnd().split('\n').length).toBe(3);
    }
    const cli = await demo.cli('admin');
    const printed = await cli.run(['logs', 'customer-churn-train', '-n', 'analytics', '--cluster', 'dev-eu']);
    expect(printed.code, printed.stderr).toBe(0);
    expect(printed.stdout).toContain(log?.cause.split('\n')[0]);
  });

  test('outlive the application', async () => {
    const path = pathOf('dev-eu', 'team-b', 'sparkapplications', 'short-lived');
    const change = await admin.ask<Change>(path, { method: 'PUT', body: application('short-lived', 'team-b') });
    await admin.runEnded(change.run?.id ?? '', 90_000);
    const [log] = await kept(path);
    expect(log?.cause).toBe('');
    await admin.ask(path, { method: 'DELETE' });
    await until('it is gone', async () => (await kubernetes.ask<{ items: unknown[] }>('GET', '/api/v1/namespaces/team-b/pods?labelSelector=sparkoperator.k8s.io/app-name=short-lived')).items.length === 0);
    expect((await admin.send<string>(`${path}/logs`)).headers.get('nexa-kept-log')).toBe(log?.id);
  });

  test('are for those who may read logs, of applications alone', async () => {
    const [log] = await kept(failed);
    const operator = await demo.api('operator');
    for (const path of ['/logs/kept', `/logs?kept=${log?.id ?? ''}`]) expect((await operator.send(`${failed}${path}`)).status).toBe(404);
    const other = pathOf('dev-eu', 'analytics', 'sparkapplications', 'daily-revenue');
    expect((await admin.send(`${other}/logs?kept=${log?.id ?? ''}`)).status).toBe(404);
    expect((await admin.send(`${failed}/logs?kept=nothing`)).status).toBe(404);
    const topic = await admin.send(`${pathOf('dev-eu', 'team-a', 'kafkatopics', 'page-views')}/logs/kept`);
    expect(topic.status).toBe(400);
    expect(topic.body.detail).toContain('no log of its own');
  });
});
