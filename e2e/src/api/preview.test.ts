import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { application } from '../support/manifests';
import { Demo } from '../support/servers';
import type { Change, Finding } from '../support/types';

let demo: Demo;
let operator: Api;

beforeAll(async () => {
  demo = await Demo.start();
  operator = await demo.api('operator');
});
afterAll(() => demo.remove());

describe('a preview', () => {
  test('of a change that the cluster takes finds no violation, also where Nexa’s marks are the only metadata', async () => {
    const path = pathOf('dev-eu', 'team-a', 'sparkapplications', 'bare');
    const { annotations: _, ...metadata } = application('bare', 'team-a').metadata;
    const manifest = { ...application('bare', 'team-a', { suspend: true }), metadata };
    const made = await operator.ask<Change>(path, { method: 'PUT', body: manifest });
    await operator.runEnded(made.run?.id ?? '');

    const changed = { ...manifest, spec: { ...manifest.spec, arguments: ['100'] } };
    const preview = await operator.ask<{ violations: number; findings: Finding[] }>(`${path}?dry_run=true`, { method: 'PUT', body: changed });
    expect(preview.findings.filter((finding) => finding.type === 'violation')).toEqual([]);
    const accepted = await operator.ask<Change>(path, { method: 'PUT', body: changed });
    expect(await operator.runEnded(accepted.run?.id ?? '')).toMatchObject({ state: 'succeeded' });
  });
});
