import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Cluster, ResourcePage } from '@/api/types';
import { cluster, run, topic } from '@/test/fixtures';
import { keys } from './keys';
import { matches, onClusterEvent, onResourceEvent, onRunEvent, patchPage, type LiveItem } from './live-cache';

const params = { kind: 'KafkaTopic', limit: '50' };

function page(...items: ReturnType<typeof topic>[]): ResourcePage {
  return { items, total: items.length, next_cursor: null, counts: {} };
}

describe('patchPage', () => {
  it('changes a row in its place', () => {
    const before = page(topic({ name: 'a' }), topic({ name: 'b' }));
    const after = patchPage(before, topic({ name: 'a', health: 'Degraded', sequence: 2 }));
    expect(after.items.map((item) => [item.name, item.health])).toEqual([['a', 'Degraded'], ['b', 'Healthy']]);
  });
  it('ignores what is older', () => {
    const before = page(topic({ sequence: 5 }));
    expect(patchPage(before, topic({ sequence: 4, health: 'Degraded' }))).toBe(before);
  });
  it('marks what is gone, and keeps its place', () => {
    const after = patchPage(page(topic()), { deleted: true, cluster: 'dev-eu', namespace: 'team-a', kind: 'KafkaTopic', name: 'orders' });
    expect((after.items[0] as LiveItem).gone).toBe(true);
  });
});

describe('matches', () => {
  it('asks what the list asks', () => {
    expect(matches(topic(), { kind: 'KafkaTopic', health: 'Healthy,Degraded', q: 'ORD' })).toBe(true);
    expect(matches(topic(), { kind: 'KafkaTopic', namespace: 'team-b' })).toBe(false);
    expect(matches(topic(), { label: 'a=b' })).toBe(false);
  });
});

describe('onResourceEvent', () => {
  it('counts what is new instead of putting it under the pointer', () => {
    const client = new QueryClient();
    client.setQueryData(keys.resources(params), page(topic()));
    onResourceEvent(client, topic({ name: 'payments' }));
    onResourceEvent(client, topic({ name: 'payments', sequence: 3 }));
    expect(client.getQueryData<ResourcePage>(keys.resources(params))?.items).toHaveLength(1);
    expect(client.getQueryData(keys.newer(params))).toEqual(['dev-eu/team-a/payments']);
  });
  it('asks for the open resource again', () => {
    const client = new QueryClient();
    const key = keys.resource({ cluster: 'dev-eu', namespace: 'team-a', plural: 'kafkatopics', name: 'orders' });
    client.setQueryData(key, {});
    onResourceEvent(client, topic({ sequence: 9 }));
    expect(client.getQueryState(key)?.isInvalidated).toBe(true);
  });
});

describe('onClusterEvent', () => {
  it('keeps what only a list counts', () => {
    const client = new QueryClient();
    client.setQueryData(keys.clusters, [cluster()]);
    onClusterEvent(client, cluster({ state: 'unreachable', namespaces: [], counts: {}, counts_by_kind: {} }));
    expect(client.getQueryData(keys.clusters)).toEqual([cluster({ state: 'unreachable' })]);
  });
  it('takes over certificates of the connection, and keeps those of resources', () => {
    const client = new QueryClient();
    const certificate = { what: 'token', title: 'Token', namespace: '', kind: '', plural: '', name: '', expires_at: '2026-03-01T00:00:00Z', validity: 'soon', next_step: '' } as const;
    const authority = { ...certificate, what: 'kafka_authority', kind: 'Kafka', plural: 'kafkas', name: 'events', namespace: 'team-a', expires_at: '2026-02-01T00:00:00Z' };
    client.setQueryData(keys.clusters, [cluster({ certificates: [certificate, authority] })]);
    const renewed = { ...certificate, expires_at: '2027-01-01T00:00:00Z', validity: 'fine' } as const;
    onClusterEvent(client, cluster({ certificates: [renewed] }));
    expect(client.getQueryData<Cluster[]>(keys.clusters)?.[0]?.certificates).toEqual([authority, renewed]);
  });
  it('asks for the list when a cluster is new', () => {
    const client = new QueryClient();
    client.setQueryData(keys.clusters, [cluster()]);
    onClusterEvent(client, cluster({ name: 'prod-us' }));
    expect(client.getQueryState(keys.clusters)?.isInvalidated).toBe(true);
  });
});

describe('onRunEvent', () => {
  it('keeps the steps and changes the state', () => {
    const client = new QueryClient();
    client.setQueryData(keys.run('r1'), run());
    const { steps: _steps, ...item } = run({ state: 'succeeded' });
    onRunEvent(client, item);
    expect(client.getQueryData(keys.run('r1'))).toMatchObject({ state: 'succeeded', steps: [{ name: 'apply' }] });
  });
});
