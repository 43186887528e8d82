import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { application, asYaml } from '../support/manifests';
import { Demo, type Cli } from '../support/servers';
import type { Change, Finding } from '../support/types';

const at = (name: string) => pathOf('dev-eu', 'team-a', 'sparkapplications', name);

describe('namespace policies', () => {
  let demo: Demo;
  let admin: Api;
  let operator: Api;
  let cli: Cli;

  beforeAll(async () => {
    demo = await Demo.start();
    admin = await demo.api('admin');
    operator = await demo.api('operator');
    cli = await demo.cli('admin');
    const file = demo.folder.in('policy.yaml');
    writeFileSync(file, 'images: ["docker.io/library/spark:*"]\nservice_accounts: [spark]\nhost_access: false\nmax_memory: 2Gi\nmax_instances: 4\n');
    const set = await cli.run(['policies', 'set', 'dev-eu', 'team-a', '-f', file]);
    expect(set.code, set.stderr).toBe(0);
  });
  afterAll(() => demo.remove());

  test('are shown by the command line as it takes them', async () => {
    const listed = await cli.run(['policies']);
    expect(listed.stdout).toMatch(/dev-eu\s+team-a/);
    const shown = await cli.run(['policies', 'get', 'dev-eu', 'team-a']);
    const file = demo.folder.in('again.yaml');
    writeFileSync(file, shown.stdout);
    const again = await cli.run(['policies', 'set', 'dev-eu', 'team-a', '-f', file]);
    expect(again.code, shown.stdout + again.stderr).toBe(0);
    expect((await cli.run(['policies', 'get', 'dev-eu', 'team-a'])).stdout).toBe(shown.stdout);
  });

  test('refuse in the preview and when accepted, with pointers', async () => {
    const bad = application('forbidden', 'team-a', { image: 'evil.example/miner:1', executor: { instances: 9, cores: 1, memory: '512m' } });
    const preview = await operator.ask<{ violations: number; findings: Finding[] }>(`${at('forbidden')}?dry_run=true`, asYaml(bad));
    expect(preview.findings.filter(({ type }) => type === 'violation').map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ['policy-max-instances', '/spec/executor/instances'],
      ['policy-images', '/spec/image'],
    ]);
    const refused = await operator.send(at('forbidden'), asYaml(bad));
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map(({ rule }) => rule)).toEqual(['policy-max-instances', 'policy-images']);
    // Contracts can be overridden by who may; a policy can't.
    const overridden = await admin.send(`${at('forbidden')}?override=true&reason=please`, asYaml(bad));
    expect(overridden.status).toBe(422);
    expect(overridden.body.detail).toMatch(/evil\.example/);
  });

  test('let through what keeps within them', async () => {
    const change = await operator.ask<Change>(at('allowed'), asYaml(application('allowed', 'team-a')));
    expect((await admin.runEnded(change.run?.id ?? '')).state).toBe('succeeded');
  });

  test('are changed by those who may only, and the trail tells', async () => {
    expect((await operator.send('/namespace-policies/dev-eu/team-a', { method: 'PUT', body: {} })).status).toBe(403);
    const { items } = await admin.ask<{ items: { who: string; outcome: string }[] }>('/audit?what=policy.put');
    expect(items[0]).toMatchObject({ who: 'operator', outcome: 'denied' });
    expect(items.at(-1)).toMatchObject({ who: 'admin', outcome: 'succeeded' });
  });
});
