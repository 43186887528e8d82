import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { cpSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api } from '../support/api';
import { Folder } from '../support/folder';
import { nexa } from '../support/program';
import { addressOf, makeMasterKey, serve } from '../support/servers';

describe('nexa sandbox', () => {
  const folder = new Folder();
  afterAll(() => folder.remove());

  test('refuses scenarios that it can not read, and says what there is', async () => {
    const file = folder.in('scenarios.yaml');
    writeFileSync(file, '- scenario: full-disc\n- {scenario: paused-cluster, node: 1}\n');
    const { code, stderr } = await nexa(['sandbox', '--data', folder.in('sandbox'), '--cluster', 'dev', '--scenarios', file], { timeout: 20_000 });
    expect(code).toBe(1);
    expect(stderr).toMatch(/there is no scenario "full-disc" \(there are: broker-does-not-start, full-disk,/);
    expect(stderr).toMatch(/\/1\/node: paused-cluster is not about a broker/);
  });
});

/** How the program starts and ends, and what it says when it can't start. */
describe('nexa serve', () => {
  const folder = new Folder();
  const masterKey = makeMasterKey();
  const data = folder.in('made');

  // A database that was made with a key of its own, by a server that ended well.
  beforeAll(async () => {
    const server = serve({ data, masterKey });
    await addressOf(server);
    const ended = await server.stop();
    expect(ended, server.said).toEqual({ code: 0, signal: null });
  });
  afterAll(() => folder.remove());

  const start = (env: Record<string, string | undefined>, ...extra: string[]) =>
    nexa(['serve', '--data', data, '--listen', '127.0.0.1:0', ...extra], { env: { NEXA_MASTER_KEY: masterKey, NEXA_MASTER_KEY_PREVIOUS: undefined, ...env }, timeout: 20_000 });

  test('without a master key says how to make one', async () => {
    const { code, stderr } = await start({ NEXA_MASTER_KEY: undefined });
    expect(code).toBe(1);
    expect(stderr).toMatch(/NEXA_MASTER_KEY/);
    expect(stderr).toMatch(/head -c 32 \/dev\/urandom \| base64/);
  });

  test.each([
    ['too short', 'c2hvcnQ='],
    ['no base64', 'this is not a key'],
  ])('with a master key that is %s says what it must be', async (_, key) => {
    const { code, stderr } = await start({ NEXA_MASTER_KEY: key });
    expect(code).toBe(1);
    expect(stderr).toMatch(/32 bytes in base64/);
    expect(stderr).not.toContain(key);
  });

  test('with another master key says that the database was made with another', async () => {
    const { code, stderr } = await start({ NEXA_MASTER_KEY: makeMasterKey() });
    expect(code).toBe(1);
    expect(stderr).toMatch(/another key/);
    expect(stderr).toMatch(/NEXA_MASTER_KEY_PREVIOUS/);
  });

  test('takes the key before as the previous one', async () => {
    const copy = folder.in('rekeyed');
    cpSync(data, copy, { recursive: true });
    const next = makeMasterKey();
    const server = serve({ data: copy, masterKey: next, env: { NEXA_MASTER_KEY_PREVIOUS: masterKey } });
    await addressOf(server);
    expect((await server.stop()).code).toBe(0);
  });

  test('on a port that is in use says so', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await nexa(['serve', '--data', data, '--listen', `127.0.0.1:${port}`], { env: { NEXA_MASTER_KEY: masterKey }, timeout: 20_000 });
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toMatch(/taken|in use/);
  });

  test('on a data folder that another server uses says so', async () => {
    const first = serve({ data, masterKey });
    await addressOf(first);
    try {
      const { code, stderr } = await start({});
      expect(code).toBe(1);
      expect(stderr).toMatch(/another|in use|locked/i);
    } finally {
      expect((await first.stop()).code).toBe(0);
    }
  });

  test.each(['8080', 'localhost', '127.0.0.1:99999', ':x'])('with --listen %s says what it must be', async (listen) => {
    const { code, stderr } = await nexa(['serve', '--data', data, '--listen', listen], { env: { NEXA_MASTER_KEY: masterKey }, timeout: 20_000 });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/listen|HOST:PORT|port/i);
  });

  test('ends within ten seconds, though a stream is open', async () => {
    const server = serve({ data: folder.in('streams'), masterKey: makeMasterKey() });
    const address = await addressOf(server);
    const [, password = ''] = await server.says(/admin {2,}(\S+)/);
    const api = await Api.signIn(address, 'admin', password);
    const stream = await fetch(`${address}/api/v1/events?topics=clusters`, { headers: { authorization: `Bearer ${api.token ?? ''}` } });
    expect(stream.status).toBe(200);
    const begun = performance.now();
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(12_000);
  });
});
