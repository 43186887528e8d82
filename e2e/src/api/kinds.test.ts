import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kubernetes } from '../support/kubernetes';
import { examples, noExamples } from '../support/places';
import { Demo, type Cli } from '../support/servers';
import type { Resource } from '../support/types';
import { until } from '../support/until';

/** The operators' own examples of what works with a Kafka, and of Spark Connect, until the operators have carried them out. */
describe.skipIf(noExamples)(noExamples ? `examples of every kind (${noExamples})` : 'examples of every kind', () => {
  let demo: Demo;
  let cli: Cli;

  const namespaces = ['kinds-secured', 'kinds-balanced', 'kinds-mirrored'];
  const releases: Record<string, string> = { 'dev-eu': 'strimzi-1.2.0', 'prod-us': 'strimzi-0.48.0' };

  beforeAll(async () => {
    demo = await Demo.start(60);
    cli = await demo.cli('admin');
    for (const cluster of ['dev-eu', 'prod-us']) {
      const kubernetes = new Kubernetes(demo.kubeconfig(cluster));
      for (const namespace of namespaces) await kubernetes.namespace(namespace);
    }
  });
  afterAll(() => demo.remove());

  async function apply(cluster: string, namespace: string, file: string, change: (text: string) => string = (text) => text): Promise<string> {
    const text = change(readFileSync(join(examples, file), 'utf8'));
    const applied = await cli.run(['apply', '--cluster', cluster, '-n', namespace, '-f', '-'], text);
    expect(applied.code, file + applied.stdout + applied.stderr).toBe(0);
    return applied.stdout;
  }

  async function reaches(cluster: string, namespace: string, kind: string, name: string, is: (item: Resource) => boolean): Promise<void> {
    let last = '';
    await until(
      `${kind} ${name} in ${cluster} / ${namespace} as it should be`,
      async () => {
        const shown = await cli.run(['get', kind, '-n', namespace, '--cluster', cluster, '-o', 'json', '-q', name]);
        const { items } = JSON.parse(shown.stdout) as { items: Resource[] };
        const item = items.find((each) => each.name === name);
        last = `${item?.health ?? 'none'} ${item?.reason ?? ''}`;
        if (item?.run?.state === 'failed') throw new Error(item.run.message);
        return item?.sync === 'InSync' && is(item);
      },
      { timeout: 90_000, interval: 250 },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${last}`);
    });
  }

  const isHealthy = (item: Resource) => item.health === 'Healthy';

  for (const cluster of ['dev-eu', 'prod-us']) {
    const release = releases[cluster] ?? '';

    test(`users, Connect and bridge of a secured Kafka on ${cluster}`, { timeout: 240_000 }, async () => {
      const folder = `${release}/security/scram-sha-512-auth`;
      const place = 'kinds-secured';
      for (const file of ['kafka', 'topic', 'user', 'connect', 'bridge']) await apply(cluster, place, `${folder}/${file}.yaml`);
      await reaches(cluster, place, 'kafka', 'my-cluster', isHealthy);
      await reaches(cluster, place, 'ku', 'my-user', (item) => isHealthy(item) && item.summary.username === 'my-user');
      await reaches(cluster, place, 'kc', 'my-connect', (item) => isHealthy(item) && String(item.summary.url).includes('my-connect-connect-api'));
      await reaches(cluster, place, 'kb', 'my-bridge', isHealthy);

      const told = await cli.run(['describe', 'kafka', 'my-cluster', '-n', place, '--cluster', cluster]);
      for (const words of ['Node pool', 'my-cluster-broker-', 'Topic', 'my-user', 'Connect cluster', 'Bridge']) expect(told.stdout).toContain(words);
      const why = await cli.run(['why', 'ku', 'my-user', '-n', place, '--cluster', cluster]);
      expect(why.stdout).toContain('Healthy');
    });

    test(`a rebalance, and a connector in a built Connect, on ${cluster}`, { timeout: 240_000 }, async () => {
      const place = 'kinds-balanced';
      await apply(cluster, place, `${release}/cruise-control/kafka-cruise-control.yaml`);
      await reaches(cluster, place, 'kafka', 'my-cluster', isHealthy);
      await apply(cluster, place, `${release}/cruise-control/kafka-rebalance-full.yaml`);
      await reaches(cluster, place, 'kr', 'my-rebalance', (item) => item.health === 'Suspended' && item.summary.state === 'ProposalReady');

      const withResources = (text: string) =>
        text.replace('name: my-connect-cluster\n', "name: my-connect-cluster\n  annotations: { strimzi.io/use-connector-resources: 'true' }\n");
      await apply(cluster, place, `${release}/connect/kafka-connect-build.yaml`, withResources);
      await apply(cluster, place, `${release}/connect/source-connector.yaml`);
      await reaches(cluster, place, 'kc', 'my-connect-cluster', isHealthy);
      await reaches(cluster, place, 'kctr', 'my-source-connector', (item) => isHealthy(item) && item.summary.state === 'RUNNING');
    });

    test(`MirrorMaker 2 on ${cluster}`, { timeout: 240_000 }, async () => {
      const place = 'kinds-mirrored';
      for (const file of ['kafka-source', 'kafka-target', 'kafka-mirror-maker-2']) await apply(cluster, place, `${release}/mirror-maker/${file}.yaml`);
      await reaches(cluster, place, 'kmm2', 'my-mirror-maker-2', (item) => isHealthy(item) && item.summary.source === 'cluster-a');
    });
  }

  test('Spark Connect on dev-eu', { timeout: 120_000 }, async () => {
    await apply('dev-eu', 'default', 'spark-operator-2.5.2/sparkconnect/spark-connect.yaml');
    await reaches('dev-eu', 'default', 'sparkconn', 'spark-connect', (item) => isHealthy(item) && item.summary.executors === 2);
  });

  test('MirrorMaker 1 on legacy-ap', { timeout: 120_000 }, async () => {
    await apply('legacy-ap', 'warehouse', 'strimzi-0.45.2/mirror-maker/kafka-mirror-maker.yaml');
    await reaches('legacy-ap', 'warehouse', 'kmm', 'my-mirror-maker', isHealthy);
  });

  test('pod sets can be seen and not changed', async () => {
    const seen = await cli.run(['get', 'sps', '-n', 'team-a', '--cluster', 'dev-eu', '-o', 'name']);
    expect(seen.stdout).toContain('StrimziPodSet/events-broker');
    const manifest = 'apiVersion: core.strimzi.io/v1\nkind: StrimziPodSet\nmetadata: {name: events-broker}\nspec: {}\n';
    const applied = await cli.run(['apply', '-n', 'team-a', '--cluster', 'dev-eu', '-f', '-'], manifest);
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain('change the Kafka, KafkaNodePool');
    const api = await demo.api('admin');
    const removed = await api.send('/clusters/dev-eu/namespaces/team-a/strimzipodsets/events-broker', { method: 'DELETE' });
    expect(removed.status).toBe(400);
  });

  test('a manifest in the other API version is translated, or refused with what stands in the way', async () => {
    const topic = 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: moved, labels: {strimzi.io/cluster: lake}}\nspec: {partitions: 3, replicas: 3}\n';
    const applied = await cli.run(['apply', '-n', 'analytics', '--cluster', 'prod-us', '--dry-run', '-f', '-'], topic);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    expect(applied.stdout).toContain('translated from v1 to v1beta2, which cluster prod-us serves');

    const bridge = 'apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaBridge\nmetadata: {name: b}\nspec: {replicas: 1, bootstrapServers: "x:9092", enableMetrics: true}\n';
    const refused = await cli.run(['apply', '-n', 'team-a', '--cluster', 'dev-eu', '-f', '-'], bridge);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('/spec/enableMetrics');
    expect(refused.stdout).toContain('use metricsConfig');

    const converted = await cli.run(['convert', '-f', join(examples, 'strimzi-0.48.0/mirror-maker/kafka-mirror-maker-2.yaml'), '--to', 'v1']);
    expect(converted.code, converted.stderr).toBe(0);
    expect(converted.stdout).toContain('apiVersion: kafka.strimzi.io/v1\n');
    expect(converted.stdout).toContain('groupId: mirrormaker2-cluster');
  });
});
