import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Api } from '../support/api';
import { Folder } from '../support/folder';
import { nexa } from '../support/program';
import { addressOf, Cli, makeMasterKey, Sandbox, serve } from '../support/servers';
import type { Cluster } from '../support/types';
import { until } from '../support/until';

interface Kubeconfig {
  clusters: [{ cluster: Record<string, unknown> }];
  users: [{ user: { token: string } }];
}

describe('the kubeconfig of a registered cluster', () => {
  const folder = new Folder();
  const masterKey = makeMasterKey();
  const data = folder.in('data');
  let sandbox: Sandbox;
  let good = '';
  let password = '';

  beforeAll(async () => {
    sandbox = await Sandbox.start(['one']);
    good = sandbox.kubeconfig('one');
  }, 90_000);
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  });

  const changed = (change: (config: Kubeconfig) => void): string => {
    const config = parse(good) as Kubeconfig;
    change(config);
    return stringify(config);
  };
  const started = async (extra: string[] = []) => {
    const server = serve({ data, masterKey, extra });
    const address = await addressOf(server);
    if (password === '') [, password = ''] = await server.says(/admin {2,}(\S+)/);
    return { server, address, admin: await Api.signIn(address, 'admin', password) };
  };

  test('is replaced while the server runs, after a check, and the trail tells', async () => {
    const { server, address, admin } = await started();
    try {
      await admin.ask('/clusters', { method: 'POST', body: { name: 'one', kubeconfig: changed((config) => (config.users[0].user.token = 'of-yesterday')) } });
      // Refused credentials are told with what to do.
      const refused = await until('the cluster refuses the credentials', async () => {
        const cluster = await admin.ask<Cluster>('/clusters/one');
        return cluster.state === 'unauthorized' && cluster;
      });
      expect(refused.message).toContain('nexa clusters update one --kubeconfig');

      const bad = await admin.send('/clusters/one/kubeconfig', { method: 'PUT', body: { kubeconfig: changed((config) => (config.users[0].user.token = 'of-tomorrow')) } });
      expect(bad.status).toBe(422);
      expect(bad.body.detail).toMatch(/check failed/);
      expect(bad.body.detail).not.toContain('of-tomorrow');

      const file = folder.in('good.yaml');
      writeFileSync(file, good);
      const home = folder.in('home');
      const cli = new Cli(home);
      expect((await cli.run(['login', '--server', address, '-u', 'admin', '--password-stdin'], `${password}\n`)).code).toBe(0);
      const updated = await cli.run(['clusters', 'update', 'one', '--kubeconfig', file, '--label', 'env=test']);
      expect(updated.code, updated.stderr).toBe(0);
      await admin.connected('one');
      expect(await admin.ask<Cluster>('/clusters/one')).toMatchObject({ labels: { env: 'test' } });
      const { items } = await admin.ask<{ items: { outcome: string; detail: unknown }[] }>('/audit?what=cluster.kubeconfig');
      expect(items.map(({ outcome }) => outcome)).toContain('accepted');
      expect(JSON.stringify(items)).not.toContain((parse(good) as Kubeconfig).users[0].user.token);

      const stale = await admin.send('/clusters/one/kubeconfig', { method: 'PUT', headers: { 'if-match': '"1"' }, body: { kubeconfig: good } });
      expect(stale.status).toBe(412);
    } finally {
      await server.stop();
    }
  });

  test('without verification needs the flag of the server', async () => {
    const insecure = changed((config) => {
      const { cluster } = config.clusters[0];
      delete cluster['certificate-authority-data'];
      cluster['insecure-skip-tls-verify'] = true;
    });
    const without = await started();
    const refused = await without.admin.send('/clusters/one/kubeconfig', { method: 'PUT', body: { kubeconfig: insecure } });
    await without.server.stop();
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.[0]?.pointer).toMatch(/^\/kubeconfig\/clusters\/0\/cluster\/insecure-skip-tls-verify/);

    const allowing = await started(['--allow-insecure-skip-tls-verify']);
    const taken = await allowing.admin.send('/clusters/one/kubeconfig', { method: 'PUT', body: { kubeconfig: insecure } });
    expect(taken.status, JSON.stringify(taken.body)).toBe(200);
    await allowing.admin.connected('one');
    expect((await allowing.admin.send('/clusters/one/kubeconfig', { method: 'PUT', body: { kubeconfig: good } })).status).toBe(200);
    await allowing.server.stop();
  });

  test('opens under another master key after one start with both', async () => {
    const next = makeMasterKey();
    const both = serve({ data, masterKey: next, env: { NEXA_MASTER_KEY_PREVIOUS: masterKey } });
    await addressOf(both);
    expect((await both.stop()).code).toBe(0);

    // The old one alone opens nothing any more; the new one alone everything.
    const old = await nexa(['serve', '--data', data, '--listen', '127.0.0.1:0'], { env: { NEXA_MASTER_KEY: masterKey, NEXA_MASTER_KEY_PREVIOUS: undefined }, timeout: 20_000 });
    expect(old.code).toBe(1);
    const server = serve({ data, masterKey: next });
    const admin = await Api.signIn(await addressOf(server), 'admin', password);
    await admin.connected('one');
    expect((await server.stop()).code).toBe(0);
    expect(readFileSync(folder.in('data', 'nexa.db')).includes(next)).toBe(false);
  });
});
