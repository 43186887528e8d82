import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { asYaml, topic, type Manifest } from '../support/manifests';
import { Demo, type Cli } from '../support/servers';
import type { Change, Finding } from '../support/types';
import { until } from '../support/until';

const here = { namespace: 'team-a', cluster: 'events' };
const at = (name: string) => pathOf('dev-eu', 'team-a', 'kafkatopics', name);
interface Preview {
  changed: boolean;
  violations: number;
  findings: Finding[];
  diff: { type: string; pointer: string; before: unknown; after: unknown }[];
}

describe('what a change is compared with, and whose a resource is', () => {
  let demo: Demo;
  let admin: Api;
  let cli: Cli;
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    demo = await Demo.start();
    admin = await demo.api('admin');
    cli = await demo.cli('admin');
    kubernetes = new Kubernetes(demo.kubeconfig('dev-eu'));
  });
  afterAll(() => demo.remove());

  /** Made past Nexa by another manager; known to Nexa when this returns. */
  const made = async (manifest: Manifest, manager: string) => {
    const { name } = manifest.metadata;
    await kubernetes.apply(groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', name), manager, manifest);
    await until(`${name} is observed`, async () => (await admin.send(at(name))).status === 200);
  };
  const adopt = (name: string, query = '') => admin.send<Change & Preview>(`${at(name)}/actions/adopt${query}`, { method: 'POST' });

  test('after an adoption the first change meets no other manager', async () => {
    await made(topic('adopted', here), 'kubectl');
    const preview = await adopt('adopted', '?dry_run=true');
    expect(preview.status).toBe(200);
    expect(preview.body.findings.find(({ rule }) => rule === 'adoption-takes-over')?.message).toContain('kubectl');
    const adopted = await adopt('adopted');
    expect(adopted.status, JSON.stringify(adopted.body)).toBe(202);
    expect((await admin.runEnded(adopted.body.run?.id ?? '')).state).toBe('succeeded');

    const change = await admin.ask<Change>(at('adopted'), asYaml(topic('adopted', { ...here, partitions: 5 })));
    const run = await admin.runEnded(change.run?.id ?? '');
    expect(run.state, run.message).toBe('succeeded');
    // And kubectl now meets Nexa.
    await expect(kubernetes.apply(groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'adopted'), 'kubectl', topic('adopted', { ...here, partitions: 6 }))).rejects.toThrow(/conflict/i);
  });

  test.each([
    ['its field manager', 'argocd-controller', {}, /Argo CD/],
    ['its label', 'some-tool', { 'kustomize.toolkit.fluxcd.io/name': 'apps' }, /Flux/],
  ])('what a GitOps tool manages, known by %s, is adopted only when told to take it over', async (_, manager, labels, tool) => {
    const name = `gitops-${manager}`;
    const manifest = topic(name, here);
    Object.assign(manifest.metadata.labels ?? {}, labels);
    await made(manifest, manager);
    const preview = await adopt(name, '?dry_run=true');
    expect(preview.body.violations).toBe(1);
    expect(preview.body.findings.find(({ rule }) => rule === 'managed-by-gitops')?.message).toMatch(tool);
    const tried = await adopt(name);
    // Either it is known at once, by a mark, or the worker sees it on the cluster.
    if (tried.status === 202) {
      const run = await admin.runEnded(tried.body.run?.id ?? '');
      expect(run.state).toBe('failed');
      expect(run.message).toMatch(tool);
    } else {
      expect(tried.status).toBe(422);
    }
    const adopted = await cli.run(['adopt', 'kafkatopic', name, '-n', 'team-a', '--cluster', 'dev-eu', '--take-over', '--wait']);
    expect(adopted.code, adopted.stdout + adopted.stderr).toBe(0);
  });

  test('what is detached stays as it is, and others may manage it without meeting Nexa', async () => {
    const path = at('released');
    const change = await admin.ask<Change>(path, asYaml(topic('released', here)));
    expect((await admin.runEnded(change.run?.id ?? '')).state).toBe('succeeded');
    const detach = (query = '') => admin.send<Change & Preview & { notes: string[] }>(`${path}/actions/detach${query}`, { method: 'POST' });
    const preview = await detach('?dry_run=true');
    expect(preview.body).toMatchObject({ changed: true, action: 'detach', diff: [] });
    expect(preview.body.notes.join()).toMatch(/stays as it is/);
    const detached = await detach('?reason=moves%20to%20Git');
    expect(detached.status, JSON.stringify(detached.body)).toBe(202);
    expect((await admin.runEnded(detached.body.run?.id ?? '')).state).toBe('succeeded');

    const live = await kubernetes.ask<{ metadata: { annotations?: Record<string, string>; managedFields?: { manager?: string }[] }; spec: { partitions: number } }>('GET', groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'released'));
    expect(live.metadata.annotations?.['nexa.dev/intent']).toBeUndefined();
    expect((live.metadata.managedFields ?? []).map(({ manager }) => manager)).not.toContain('nexa');
    expect(live.spec.partitions).toBe(3);
    const shown = await admin.resource(path);
    expect(shown).toMatchObject({ sync: 'Unmanaged', revision: null, desired: null });
    // Another manager takes every field without a conflict.
    await kubernetes.apply(groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'released'), 'kubectl', topic('released', { ...here, partitions: 4 }));

    await until('that is observed', async () => ((await admin.resource(path)).observed as { spec: { partitions: number } }).spec.partitions === 4);

    expect((await detach()).status).toBe(409);
    // It can be deleted, or taken back: its history goes on.
    const again = await adopt('released');
    expect(again.status, JSON.stringify(again.body)).toBe(202);
    expect(again.body.intent?.revision).toBe(3);
    const taken = await admin.runEnded(again.body.run?.id ?? '');
    expect(taken.state, taken.message).toBe('succeeded');
    const out = await cli.run(['detach', 'kafkatopic', 'released', '-n', 'team-a', '--cluster', 'dev-eu', '--wait']);
    expect(out.code, out.stdout + out.stderr).toBe(0);
    expect(out.stdout).toMatch(/is not managed by Nexa any more/);
    const gone = await admin.ask<Change>(path, { method: 'DELETE' });
    expect(gone.changed).toBe(true);
    await until('it is gone', async () => (await admin.send(path)).status === 404);
  });

  test('is refused to those who may not change it', async () => {
    const viewer = await demo.api('viewer');
    expect((await viewer.send(`${at('page-views')}/actions/detach`, { method: 'POST' })).status).toBe(403);
  });

  test('a change is compared with what runs, not with an intent that failed', async () => {
    await made(topic('compared', { ...here, partitions: 3 }), 'kubectl');
    // Wanted, but refused by the cluster: another manager owns the field.
    const failed = await admin.ask<Change>(at('compared'), asYaml(topic('compared', { ...here, partitions: 9 })));
    expect((await admin.runEnded(failed.run?.id ?? '')).state).toBe('failed');
    const preview = await admin.ask<Preview>(`${at('compared')}?dry_run=true&take_over=true`, asYaml(topic('compared', { ...here, partitions: 12 })));
    const partitions = preview.diff.find(({ pointer }) => pointer === '/spec/partitions');
    expect(partitions).toMatchObject({ type: 'changed', before: 3, after: 12 });
    expect(preview.diff.filter(({ type }) => type === 'removed')).toEqual([]);
  });
});
