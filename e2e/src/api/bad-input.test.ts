import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api} from '../support/api';
import { pathOf } from '../support/api';
import { Demo } from '../support/servers';
import { topic } from '../support/manifests';
import type { Problem } from '../support/types';

const yaml = 'application/yaml';
const json = 'application/json';

let demo: Demo;
let admin: Api;

beforeAll(async () => {
  demo = await Demo.start();
  admin = await demo.api('admin');
});
afterAll(() => demo.remove());

const path = pathOf('dev-eu', 'team-a', 'kafkatopics', 'bad');

interface Case {
  title: string;
  type: string;
  body: string | Uint8Array;
  status: number;
  /** In the detail, or in an issue. */
  words: RegExp;
  pointer?: string;
}

/** Nine levels of nine aliases each: 387,420,489 values in 300 bytes. */
function bomb(): string {
  const levels = 'abcdefghi'.split('');
  return levels.map((name, at) => `${name}: &${name} [${Array<string>(9).fill(at === 0 ? 'lol' : `*${levels[at - 1] ?? ''}`).join(', ')}]`).join('\n');
}

const good = topic('bad', { namespace: 'team-a', cluster: 'events' });
const cases: Case[] = [
  { title: 'malformed JSON', type: json, body: '{"kind": "KafkaTopic",\n "spec": }', status: 400, words: /line 2, column 10/ },
  { title: 'JSON that ends early', type: json, body: '{"kind": "Kafka', status: 400, words: /line 1, column \d+/ },
  { title: 'malformed YAML', type: yaml, body: 'kind: KafkaTopic\nspec: [\nmetadata: }\n', status: 400, words: /line 3, column \d+/ },
  { title: 'a YAML bomb', type: yaml, body: bomb(), status: 413, words: /line \d+, column \d+.*aliases/ },
  { title: 'a key that stands twice in JSON', type: json, body: '{"kind": "KafkaTopic",\n "kind": "Kafka"}', status: 400, words: /line 2.*"kind".*twice/ },
  { title: 'a key that stands twice in YAML', type: yaml, body: 'metadata:\n  name: one\n  name: two\n', status: 400, words: /line 3.*"name".*twice/ },
  { title: 'no document', type: yaml, body: '# nothing\n', status: 400, words: /no document/ },
  { title: 'two documents', type: yaml, body: 'kind: A\n---\nkind: B\n', status: 400, words: /2 documents/ },
  { title: 'not an object', type: json, body: '["KafkaTopic"]', status: 422, words: /object|apiVersion|manifest/ },
  { title: 'an unknown kind', type: json, body: JSON.stringify({ ...good, kind: 'KafkaTopik' }), status: 422, words: /did you mean KafkaTopic/, pointer: '/kind' },
  { title: 'an unknown version', type: json, body: JSON.stringify({ ...good, apiVersion: 'kafka.strimzi.io/v9' }), status: 422, words: /kafka\.strimzi\.io\/v1/, pointer: '/apiVersion' },
  {
    title: 'an unknown field',
    type: json,
    body: JSON.stringify({ ...good, spec: { partitionz: 3, replicas: 1 } }),
    status: 422,
    words: /did you mean partitions/,
    pointer: '/spec/partitionz',
  },
  { title: 'another name than in the path', type: json, body: JSON.stringify({ ...good, metadata: { ...good.metadata, name: 'other' } }), status: 422, words: /other.*bad/, pointer: '/metadata/name' },
  {
    title: 'another namespace than in the path',
    type: json,
    body: JSON.stringify({ ...good, metadata: { ...good.metadata, namespace: 'team-b' } }),
    status: 422,
    words: /team-b.*team-a/,
    pointer: '/metadata/namespace',
  },
  { title: 'more than 5 MB', type: json, body: JSON.stringify({ ...good, spec: { config: { padding: 'x'.repeat(5 * 1024 * 1024) } } }), status: 413, words: /too large/ },
  { title: 'a depth of 10,000 in JSON', type: json, body: '['.repeat(10_000) + ']'.repeat(10_000), status: 413, words: /deep/ },
  { title: 'a depth of 10,000 in YAML', type: yaml, body: '{a: '.repeat(10_000) + '}'.repeat(10_000), status: 413, words: /deep/ },
  { title: 'bytes that are no UTF-8 in JSON', type: json, body: Uint8Array.of(0x22, 0xff, 0xfe, 0x22), status: 400, words: /UTF-8/ },
  { title: 'bytes that are no UTF-8 in YAML', type: yaml, body: Uint8Array.of(0x61, 0x3a, 0x20, 0xc3, 0x28, 0x0a), status: 400, words: /UTF-8/ },
  { title: 'a content type that is not taken', type: 'text/xml', body: '<topic/>', status: 415, words: /application\/yaml/ },
  { title: 'a bare driver pod', type: json, body: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bad', namespace: 'team-a' }, spec: {} }), status: 422, words: /SparkApplication|KafkaTopic/, pointer: '/kind' },
];

describe('a manifest that is refused', () => {
  test.each(cases)('$title', async ({ type, body, status, words, pointer }) => {
    const reply = await admin.send(path, { method: 'PUT', headers: { 'content-type': type }, body });
    expect(reply.status, JSON.stringify(reply.body)).toBe(status);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const { detail, errors = [] } = reply.body;
    expect([detail, ...errors.map((each) => each.message)].join('\n')).toMatch(words);
    if (pointer !== undefined) expect(errors.map((each) => each.pointer)).toContain(pointer);
  });

  test('all that is wrong is said at once', async () => {
    const body = { ...good, metadata: { name: 'other', namespace: 'team-b' }, spec: { partitionz: 3 } };
    const reply = await admin.send(path, { method: 'PUT', body });
    const pointers = (reply.body.errors ?? []).map((each) => each.pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/metadata/name', '/metadata/namespace']));
    expect(reply.body.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('and the server is as well as before', async () => {
    expect((await admin.send(path)).status).toBe(404);
    const { items } = await admin.ask<{ items: unknown[] }>('/runs');
    expect(items).toEqual([]);
    const health = await fetch(`${demo.address}/readyz`);
    expect(health.status).toBe(200);
  });
});

describe('a place that is not there', () => {
  const put = (where: string): Promise<{ status: number; body: Problem }> => admin.send(where, { method: 'PUT', body: good });

  test('an unknown cluster', async () => {
    const { status, body } = await put(pathOf('nowhere', 'team-a', 'kafkatopics', 'bad'));
    expect(status).toBe(404);
    expect(body.detail).toMatch(/no such cluster/);
  });

  test('an unknown kind in the path', async () => {
    const { status, body } = await put(pathOf('dev-eu', 'team-a', 'kafkatopicz', 'bad'));
    expect(status).toBe(404);
    expect(body.detail).toMatch(/kafkatopicz/);
  });

  test('an address that is no part of the API', async () => {
    const { status, body } = await admin.send('/clustres');
    expect(status).toBe(404);
    expect(body.detail).toMatch(/clustres/);
  });

  test('a verb that is not possible there', async () => {
    const reply = await admin.send('/kinds', { method: 'DELETE' });
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toMatch(/GET/);
  });
});

describe('a query that is refused', () => {
  test.each([
    ['limit', '/resources?limit=0'],
    ['limit', '/resources?limit=many'],
    ['sort', '/resources?sort=colour'],
    ['health', '/resources?health=Fine'],
    ['cursor', '/resources?cursor=abc'],
    ['state', '/runs?state=done'],
  ])('%s in %s', async (name, where) => {
    const { status, body } = await admin.send(where);
    expect(status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body.detail + JSON.stringify(body.errors)).toContain(name);
  });
});
