import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, pathOf } from '../support/api';
import { topic } from '../support/manifests';
import { Demo } from '../support/servers';
import type { List, Resource, Tokens } from '../support/types';

let demo: Demo;
let tokens: Tokens;

beforeAll(async () => {
  demo = await Demo.start();
  tokens = await new Api(demo.address).ask<Tokens>('/auth/login', { method: 'POST', body: { username: 'admin', password: demo.password('admin') } });
});
afterAll(() => demo.remove());

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token that is not taken', () => {
  const parts = () => tokens.access_token.split('.') as [string, string, string];
  const claims = () => JSON.parse(Buffer.from(parts()[1], 'base64url').toString()) as Record<string, unknown>;
  const header = () => JSON.parse(Buffer.from(parts()[0], 'base64url').toString()) as Record<string, unknown>;

  const forgeries: [string, () => string | Promise<string>][] = [
    ['none at all', () => ''],
    ['no token', () => 'admin'],
    ['alg none', () => `${encode({ ...header(), alg: 'none' })}.${encode(claims())}.`],
    ['alg none with the old signature', () => `${encode({ ...header(), alg: 'none' })}.${parts()[1]}.${parts()[2]}`],
    [
      'HS256, signed with the public key',
      async () => {
        const keys = await new Api(demo.address).ask<object>('/auth/jwks');
        const text = `${encode({ ...header(), alg: 'HS256' })}.${encode(claims())}`;
        return `${text}.${createHmac('sha256', JSON.stringify(keys)).update(text).digest('base64url')}`;
      },
    ],
    ['another user', () => `${parts()[0]}.${encode({ ...claims(), sub: '00000000-0000-7000-8000-000000000000' })}.${parts()[2]}`],
    ['a longer life', () => `${parts()[0]}.${encode({ ...claims(), exp: Math.floor(Date.now() / 1000) + 86_400 })}.${parts()[2]}`],
    ['another audience', () => `${parts()[0]}.${encode({ ...claims(), aud: 'elsewhere' })}.${parts()[2]}`],
    ['an unknown key', () => `${encode({ ...header(), kid: 'mine' })}.${parts()[1]}.${parts()[2]}`],
    ['a refresh token', () => tokens.refresh_token ?? ''],
    ['a token that is far too long', () => tokens.access_token.repeat(20)],
  ];

  test.each(forgeries)('%s', async (_, forge) => {
    const reply = await new Api(demo.address, await forge()).send('/me');
    expect(reply.status, JSON.stringify(reply.body)).toBe(401);
    expect(reply.body.detail).toMatch(/sign(ed)?.in/i);
  });

  test('while the one that it was forged from is', async () => {
    expect((await new Api(demo.address, tokens.access_token).send('/me')).status).toBe(200);
  });
});

describe('a session', () => {
  const refresh = (token: string | null) => new Api(demo.address).send<Tokens>('/auth/refresh', { method: 'POST', body: { refresh_token: token } });
  const signIn = () => new Api(demo.address).ask<Tokens>('/auth/login', { method: 'POST', body: { username: 'viewer', password: demo.password('viewer') } });

  test('is refreshed with another token each time', async () => {
    const first = await signIn();
    const second = await refresh(first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
  });

  test('ends when the access token is used to refresh it: it is no refresh token', async () => {
    expect((await refresh((await signIn()).access_token)).status).toBe(401);
  });

  test('ends with its sign-out, at once', async () => {
    const mine = await signIn();
    const api = new Api(demo.address, mine.access_token);
    expect((await api.send('/auth/logout', { method: 'POST' })).status).toBe(204);
    expect((await api.send('/me')).status).toBe(401);
    expect((await refresh(mine.refresh_token)).status).toBe(401);
  });

  test('is not begun with a wrong password, and nothing tells whether the user exists', async () => {
    const wrong = await new Api(demo.address).send('/auth/login', { method: 'POST', body: { username: 'viewer', password: 'wrong' } });
    const nobody = await new Api(demo.address).send('/auth/login', { method: 'POST', body: { username: 'nobody', password: 'wrong' } });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.body.detail).toBe(nobody.body.detail);
  });
});

describe('the scope of a role', () => {
  let operator: Api;
  let viewer: Api;

  beforeAll(async () => {
    [operator, viewer] = await Promise.all([demo.api('operator'), demo.api('viewer')]);
  });

  const put = (api: Api, cluster: string, namespace: string, kafka: string) =>
    api.send(`${pathOf(cluster, namespace, 'kafkatopics', 'mine')}?dry_run=true`, { method: 'PUT', body: topic('mine', { namespace, cluster: kafka }) });

  test('one may not know of a foreign namespace: 404', async () => {
    expect((await operator.send(pathOf('dev-eu', 'orders', 'kafkatopics', 'orders-created'))).status).toBe(404);
    expect((await put(operator, 'dev-eu', 'orders', 'orders')).status).toBe(404);
    expect((await put(operator, 'prod-us', 'payments', 'payments')).status).toBe(404);
  });

  test('one may read, but not write: 403, with the right that is missing', async () => {
    const { status, body } = await put(viewer, 'dev-eu', 'team-a', 'events');
    expect(status).toBe(403);
    expect(body.detail).toContain('resources:write');
    expect((await viewer.send(pathOf('dev-eu', 'team-a', 'kafkatopics', 'sessions'))).status).toBe(200);
  });

  test('one may write in it: 200', async () => {
    expect((await put(operator, 'dev-eu', 'team-a', 'events')).status).toBe(200);
  });

  test('lists and counts hold what one may see', async () => {
    const mine = await operator.ask<List<Resource>>('/resources?limit=500');
    expect(mine.total).toBeGreaterThan(0);
    expect(new Set(mine.items.map((item) => `${item.cluster}/${item.namespace}`))).toEqual(new Set(['dev-eu/team-a', 'dev-eu/team-b']));
    const all = await viewer.ask<List<Resource>>('/resources?limit=500');
    expect(all.total).toBeGreaterThan(mine.total);
    const clusters = await operator.clusters();
    expect(clusters.items.map((cluster) => cluster.name)).toEqual(['dev-eu']);
    expect(clusters.items[0]?.namespaces.toSorted()).toEqual(['team-a', 'team-b']);
  });

  test('the audit trail and the users are for those with the right', async () => {
    for (const where of ['/audit', '/users']) {
      expect((await operator.send(where)).status, where).toBe(403);
      expect((await viewer.send(where)).status, where).toBe(403);
    }
  });

  test('a refusal is in the audit trail', async () => {
    await viewer.send(pathOf('dev-eu', 'team-a', 'kafkatopics', 'refused'), { method: 'PUT', body: topic('refused', { namespace: 'team-a', cluster: 'events' }) });
    const admin = await demo.api('admin');
    const { items } = await admin.ask<List<{ who: string; name: string }>>('/audit?who=viewer&outcome=denied');
    expect(items.map((record) => record.name)).toContain('refused');
  });
});
