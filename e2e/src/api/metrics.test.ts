import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api} from '../support/api';
import { pathOf } from '../support/api';
import { Folder } from '../support/folder';
import { parseMetrics, type Family } from '../support/metrics';
import { asYaml, topic } from '../support/manifests';
import { addressOf, Demo, makeMasterKey, serve } from '../support/servers';
import type { Change } from '../support/types';

const namespace = 'team-a';

describe('GET /metrics', () => {
  let demo: Demo;
  let admin: Api;

  beforeAll(async () => {
    demo = await Demo.start();
    admin = await demo.api('admin');
    const change = await admin.ask<Change>(pathOf('dev-eu', namespace, 'kafkatopics', 'measured'), asYaml(topic('measured', { namespace, cluster: 'events' })));
    await admin.runEnded(change.run?.id ?? '');
    await admin.send('/runs/no-such-run');
  });
  afterAll(() => demo.remove());

  const scrape = async (headers: Record<string, string> = {}) => fetch(`${demo.address}/metrics`, { headers });
  const families = async (): Promise<Map<string, Family>> => parseMetrics(await (await scrape()).text());
  const value = (family: Family | undefined, labels: Record<string, string> = {}) =>
    family?.samples.find((sample) => Object.entries(labels).every(([key, wanted]) => sample.labels[key] === wanted))?.value;

  test('is Prometheus text that a strict reader takes', async () => {
    const response = await scrape();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const read = parseMetrics(await response.text());
    for (const [name, family] of read) {
      expect(name).toMatch(/^(nexa|process)_/);
      if (family.type === 'counter') expect(name).toMatch(/_total$/);
      for (const sample of family.samples) if (family.type !== 'gauge') expect(sample.value, name).toBeGreaterThanOrEqual(0);
    }
    // Each histogram's buckets grow, and end at its count.
    for (const [name, { type, samples }] of read) {
      if (type !== 'histogram') continue;
      let last = 0;
      for (const sample of samples) {
        if (sample.name.endsWith('_bucket')) {
          if (sample.labels.le !== '0.001' && sample.labels.le !== '0.05') expect(sample.value, name).toBeGreaterThanOrEqual(last);
          last = sample.value;
        }
        if (sample.name.endsWith('_count')) expect(sample.value, name).toBe(last);
      }
    }
  });

  test('counts requests by template and class', async () => {
    const read = await families();
    const requests = read.get('nexa_http_requests_total');
    const route = '/api/v1/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}';
    expect(value(requests, { route, method: 'PUT', status: '2xx' })).toBe(1);
    expect(value(requests, { route: '/api/v1/runs/{id}', method: 'GET', status: '4xx' })).toBe(1);
    expect(value(read.get('nexa_http_request_duration_seconds'), { route, method: 'PUT', le: '+Inf' })).toBe(1);
    expect(value(read.get('nexa_http_connections'))).toBeGreaterThanOrEqual(1);
  });

  test('follows a change to its end', async () => {
    const read = await families();
    expect(value(read.get('nexa_intents_accepted_total'), { origin: 'apply' })).toBe(1);
    expect(value(read.get('nexa_run_outcomes_total'), { outcome: 'succeeded' })).toBe(1);
    expect(value(read.get('nexa_run_attempts_total'), { result: 'applied' })).toBe(1);
    expect(value(read.get('nexa_apply_latency_seconds'), { le: '+Inf' })).toBe(1);
    expect(value(read.get('nexa_runs'), { state: 'queued' })).toBe(0);
    expect(value(read.get('nexa_audit_records_total'))).toBeGreaterThan(3);
    expect(value(read.get('nexa_database_writes_total'))).toBeGreaterThan(3);
    expect(value(read.get('nexa_database_up'))).toBe(1);
  });

  test('knows the fleet and the process', async () => {
    const read = await families();
    expect(value(read.get('nexa_clusters'), { state: 'connected' })).toBe(3);
    expect(value(read.get('nexa_watches_live'), { cluster: 'dev-eu' })).toBeGreaterThan(3);
    expect(value(read.get('nexa_watch_events_total'), { cluster: 'prod-us' })).toBeGreaterThan(0);
    expect(value(read.get('nexa_index_resources'))).toBeGreaterThan(10);
    expect(value(read.get('process_resident_memory_bytes'))).toBeGreaterThan(1e6);
    expect(value(read.get('process_cpu_seconds_total'))).toBeGreaterThan(0);
    expect(value(read.get('process_open_fds'))).toBeGreaterThan(3);
  });

  test('names no namespace, resource or person', async () => {
    const text = await (await scrape()).text();
    expect(text).not.toMatch(/team-a|measured|operator"|admin/);
  });

  test('is not for those that come through a proxy', async () => {
    const response = await scrape({ 'x-forwarded-for': '203.0.113.7' });
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/NEXA_METRICS_TOKEN/);
  });

  test('is the token’s where there is one', async () => {
    using folder = new Folder();
    const server = serve({ data: folder.in('data'), masterKey: makeMasterKey(), env: { NEXA_METRICS_TOKEN: 'scrape-me' } });
    const address = await addressOf(server);
    try {
      expect((await fetch(`${address}/metrics`)).status).toBe(401);
      expect((await fetch(`${address}/metrics`, { headers: { authorization: 'Bearer scrape-you' } })).status).toBe(401);
      const read = await fetch(`${address}/metrics`, { headers: { authorization: 'Bearer scrape-me', 'x-forwarded-for': '203.0.113.7' } });
      expect(read.status).toBe(200);
      expect(parseMetrics(await read.text()).get('nexa_build_info')?.samples).toHaveLength(1);
    } finally {
      await server.stop();
    }
  });
});
