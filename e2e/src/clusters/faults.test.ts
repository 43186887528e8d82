import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Api } from '../support/api';
import { crds, envtestVersions, whyNoEnvtest } from '../support/envtest';
import { Folder } from '../support/folder';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { topic } from '../support/manifests';
import { Middleman } from '../support/middleman';
import type { Program } from '../support/program';
import { addressOf, makeMasterKey, Sandbox, serve } from '../support/servers';
import type { Cluster } from '../support/types';
import { until } from '../support/until';
import { startReal, startSandbox, type Fragile } from './worlds';

/** What a cluster and the way to it may do to Nexa, and what Nexa shows afterwards; while another cluster is not to notice. */

const [version = ''] = envtestVersions();
const noReal = whyNoEnvtest(version) ?? (existsSync(crds) ? undefined : `the operators' CustomResourceDefinitions are not at ${crds}`);
const worlds: [string, string | undefined, () => Promise<Fragile>][] = [
  ['a real API server', noReal, () => startReal(version)],
  ['the sandbox', undefined, startSandbox],
];

const namespace = 'events';
const patience = { timeout: 60_000 };

interface Kubeconfig {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
}

interface Item {
  metadata: { name: string };
  spec: { partitions: number };
}

describe.each(worlds)('faults of %s', (_, reason, start) => {
  describe.skipIf(reason !== undefined)('', () => {
    const folder = new Folder();
    let world: Fragile;
    let middleman: Middleman;
    let sandbox: Sandbox;
    let server: Program;
    let admin: Api;
    /** Past Nexa and the middleman. */
    let kubernetes: Kubernetes;
    let other: Kubernetes;
    let api = 'v1';

    const path = (name = '') => groupPath('kafka.strimzi.io', api, namespace, 'kafkatopics', name);
    const body = (name: string, partitions: number) => ({ ...topic(name, { namespace, cluster: 'main', partitions }), apiVersion: `kafka.strimzi.io/${api}` });
    const make = (name: string, partitions = 1, at = kubernetes) => at.apply(path(name), 'test', body(name, partitions));
    const remove = (name: string) => kubernetes.ask('DELETE', path(name));

    /** A server that has just started may not have read its store yet. */
    const list = () => until('the cluster lists', () => kubernetes.ask<{ items: Item[] }>('GET', path()), patience);
    const stored = async () => Object.fromEntries((await list()).items.map(({ metadata, spec }) => [metadata.name, spec.partitions]));
    const shown = async (cluster: string) => {
      const found: Record<string, unknown> = {};
      for (let cursor = ''; ; ) {
        const page = await admin.resources({ cluster, kind: 'KafkaTopic', limit: '200', ...(cursor ? { cursor } : {}) });
        for (const { name, summary } of page.items) found[name] = summary.partitions;
        if (!page.next_cursor) return found;
        cursor = page.next_cursor;
      }
    };
    /** What Nexa shows is what there is, deletions included. */
    const agree = async () => {
      let last = '';
      const same = async () => {
        const [there, here] = await Promise.all([stored(), shown('fragile')]);
        last = `${JSON.stringify(there)}\n${JSON.stringify(here)}`.slice(0, 2000);
        return JSON.stringify(Object.entries(there).sort()) === JSON.stringify(Object.entries(here).sort());
      };
      await until('Nexa shows what there is', same, patience).catch((error: unknown) => expect.unreachable(`${String(error)}\n${last}`));
    };
    const state = (wanted: string, says = /(?:)/) =>
      until(`the cluster is ${wanted} ${says.source}`, async () => (await admin.clusters()).items.find(({ name, state: now, message }) => name === 'fragile' && now === wanted && says.test(message)), patience);

    /** Changes of the other cluster, one after the other: how long each takes to be seen. */
    let round = 0;
    const glances = async (count = 5) => {
      const took: number[] = [];
      for (let at = 0; at < count; at += 1) {
        round += 1;
        const partitions = round;
        const began = performance.now();
        await other.apply(groupPath('kafka.strimzi.io', 'v1', namespace, 'kafkatopics', 'beside'), 'test', topic('beside', { namespace, cluster: 'main', partitions }));
        await until('the other cluster is seen', async () => (await shown('other')).beside === partitions, { timeout: 30_000, interval: 5 });
        took.push(performance.now() - began);
      }
      return took.sort((a, b) => a - b)[Math.floor(count / 2)] ?? 0;
    };
    /** Machines are noisy: what would be wrong is a wait for the other cluster's time-outs, which are seconds. */
    const undisturbed = async (before: number) => expect(await glances()).toBeLessThan(10 * before + 500);

    /** As the cluster's own, but by way of the middleman. */
    const kubeconfig = () => {
      const config = parse(readFileSync(world.kubeconfigPath(), 'utf8')) as Kubeconfig;
      for (const { cluster } of config.clusters) cluster.server = middleman.address;
      return stringify(config);
    };
    /** After the cluster has new certificates, tokens or an address. */
    const lead = () => {
      const config = parse(readFileSync(world.kubeconfigPath(), 'utf8')) as Kubeconfig;
      const cluster = config.clusters[0]?.cluster;
      if (!cluster) throw new Error('a kubeconfig without a cluster');
      middleman.leadsTo(new URL(cluster.server), cluster['certificate-authority-data']);
      middleman.shows(world.certificate());
      kubernetes = new Kubernetes(world.kubeconfigPath());
    };
    const tellNewKubeconfig = async () => {
      const reply = await admin.send<Cluster>('/clusters/fragile');
      await admin.ask('/clusters/fragile/kubeconfig', { method: 'PUT', headers: { 'if-match': reply.headers.get('etag') ?? '' }, body: { kubeconfig: kubeconfig() } });
    };

    beforeAll(async () => {
      [world, sandbox] = await Promise.all([start(), Sandbox.start(['other'])]);
      middleman = await Middleman.start(world.certificate());
      lead();
      other = new Kubernetes(sandbox.kubeconfigPath('other'));
      for (const each of [kubernetes, other]) await each.namespace(namespace);
      for (let at = 0; at < 20; at += 1) await make(`given-${at}`);
      server = serve({ data: folder.in('data'), masterKey: makeMasterKey() });
      const address = await addressOf(server);
      const [, password = ''] = await server.says(/admin {2,}(\S+)/);
      admin = await Api.signIn(address, 'admin', password);
      await admin.ask('/clusters', { method: 'POST', body: { name: 'fragile', kubeconfig: kubeconfig() } });
      await admin.ask('/clusters', { method: 'POST', body: { name: 'other', kubeconfig: sandbox.kubeconfig('other') } });
      await agree();
      await glances(1);
    }, 180_000);
    afterAll(async () => {
      await server.stop();
      await middleman.stop();
      await Promise.all([world.stop(), sandbox.stop()]);
      folder.remove();
    }, 60_000);

    test('killed and started again', { timeout: 120_000 }, async () => {
      const before = await glances();
      const crash = world.crash();
      await undisturbed(before);
      await crash;
      lead();
      await make('after-crash', 2);
      await remove('given-0');
      await agree();
    });

    test('restored to an older state', { timeout: 180_000 }, async () => {
      await world.save();
      lead();
      await make('lost');
      await make('given-1', 7);
      await remove('given-2');
      await agree();
      await world.restore();
      lead();
      expect(await stored()).toMatchObject({ 'given-1': 1, 'given-2': 1 });
      await agree();
      await make('after-restore');
      await agree();
    });

    test('connections that are reset, and refused for a while', { timeout: 120_000 }, async () => {
      const before = await glances();
      middleman.now('refuses');
      await state('unreachable');
      await make('while-refused');
      await remove('given-3');
      await undisturbed(before);
      middleman.now('passes');
      await agree();
      await state('connected');
    });

    test('a peer that says nothing more', { timeout: 240_000 }, async () => {
      const before = await glances();
      middleman.now('stalls');
      await make('while-stalled');
      await remove('given-4');
      await undisturbed(before);
      // The silence is found by deadline, without any word from the network.
      await until('a deadline has passed', async () => (await admin.clusters()).items.some(({ name, state: now }) => name === 'fragile' && now === 'unreachable'), { timeout: 150_000 });
      middleman.now('passes');
      await agree();
    });

    test('a storm of 429', { timeout: 120_000 }, async () => {
      const before = await glances();
      middleman.refused = 0;
      middleman.now('busy');
      await make('while-busy');
      await remove('given-5');
      await undisturbed(before);
      await until('it has been asked again', () => middleman.refused > 0, patience);
      const asked = middleman.refused;
      const began = performance.now();
      await glances();
      const seconds = (performance.now() - began) / 1000;
      // 15 watches: none asks more often than it was told to (once a second), and a budget holds them all.
      expect(middleman.refused - asked).toBeLessThan(15 * (seconds + 1));
      middleman.now('passes');
      await agree();
    });

    test('history that is compacted while it is listed page by page', { timeout: 120_000 }, async () => {
      for (let at = 0; at < 520; at += 20) await Promise.all(Array.from({ length: 20 }, (_, each) => make(`many-${at + each}`)));
      let compacted = 0;
      middleman.intercept = async ({ url = '' }) => {
        // As an older server, which knows no watch-list.
        if (url.includes('sendInitialEvents')) return 422;
        // A real server may still have in memory what its database has forgotten, and one that was started anew has not.
        if (url.includes('kafkatopics') && url.includes('watch=') && compacted === 0) return 410;
        if (url.includes('kafkatopics') && url.includes('continue=') && compacted === 0) {
          compacted += 1;
          await remove('many-7');
          await make('while-listed');
          await world.forget();
        }
        return undefined;
      };
      middleman.now('refuses');
      await state('unreachable');
      // What has been missed can't be told any more: everything is listed.
      await make('unseen');
      await remove('many-8');
      await world.forget();
      middleman.now('passes');
      await agree();
      expect(compacted).toBe(1);
      middleman.intercept = () => Promise.resolve(undefined);
    });

    test('tokens that are nobody’s any more', { timeout: 180_000 }, async () => {
      const before = await glances();
      await world.tokens();
      lead();
      await state('unauthorized', /token|credential/);
      await make('while-unauthorized');
      await remove('given-6');
      await undisturbed(before);
      await tellNewKubeconfig();
      await state('connected');
      await agree();
    });

    test('certificates of another authority', { timeout: 180_000 }, async () => {
      await world.certificates();
      lead();
      middleman.now('passes');
      await state('unreachable', /certificate/);
      await make('while-distrusted');
      await tellNewKubeconfig();
      await state('connected');
      await agree();
    });

    test.skipIf(!existsSync(crds))('a type that goes, and comes again in another version', { timeout: 240_000 }, async () => {
      const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      const name = 'kafkatopics.kafka.strimzi.io';
      await kubernetes.ask('DELETE', `${definition}/${name}`);
      await until('nothing is shown of it', async () => Object.keys(await shown('fragile')).length === 0, { timeout: 120_000 });
      await until('it has gone', async () => !(await kubernetes.ask<{ items: { metadata: { name: string } }[] }>('GET', definition)).items.some(({ metadata }) => metadata.name === name), patience);
      const text = readFileSync(join(crds, 'strimzi-0.45.2', '043-Crd-kafkatopic.yaml'), 'utf8');
      await kubernetes.ask('POST', definition, parse(text));
      api = 'v1beta2';
      await until('it is served', async () => kubernetes.ask('GET', path()), patience);
      await until('one can be made', () => make('again', 3), patience);
      await agree();
    });
  });
});
