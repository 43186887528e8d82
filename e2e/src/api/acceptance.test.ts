import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kubernetes } from '../support/kubernetes';
import { examples, noExamples } from '../support/places';
import { Demo, type Cli } from '../support/servers';
import type { Resource } from '../support/types';
import { until } from '../support/until';

/** The examples that the operators publish, sent as a user would, until the operators have carried them out. */
describe.skipIf(noExamples)(noExamples ? `published examples (${noExamples})` : 'published examples', () => {
  let demo: Demo;
  let cli: Cli;

  beforeAll(async () => {
    demo = await Demo.start(60);
    cli = await demo.cli('admin');
    for (const cluster of ['dev-eu', 'prod-us']) {
      const kubernetes = new Kubernetes(demo.kubeconfig(cluster));
      for (const namespace of kafkaExamples) await kubernetes.namespace(namespaceOf(namespace));
    }
  });
  afterAll(() => demo.remove());

  // All three are called my-cluster: each gets a namespace of its own.
  const kafkaExamples = ['kafka-persistent', 'kafka-jbod', 'kafka-with-dual-role-nodes'];
  const namespaceOf = (example: string) => `example-${example}`;
  const releases: Record<string, string> = { 'dev-eu': 'strimzi-1.2.0', 'prod-us': 'strimzi-0.48.0' };

  async function apply(cluster: string, namespace: string, file: string): Promise<void> {
    const applied = await cli.run(['apply', '--cluster', cluster, '-n', namespace, '-f', file]);
    expect(applied.stdout + applied.stderr, file).toMatch(/accepted/);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
  }

  /** As `nexa get` shows it, once it is as it should be. */
  async function reaches(cluster: string, namespace: string, plural: string, name: string, is: (item: Resource) => boolean): Promise<void> {
    await until(
      `${plural} ${name} in ${cluster} / ${namespace} as it should be`,
      async () => {
        const shown = await cli.run(['get', plural, '-n', namespace, '--cluster', cluster, '-o', 'json', '-q', name]);
        const { items } = JSON.parse(shown.stdout) as { items: Resource[] };
        const item = items.find((each) => each.name === name);
        if (item?.run?.state === 'failed') throw new Error(item.run.message);
        return item?.sync === 'InSync' && is(item);
      },
      { timeout: 60_000, interval: 250 },
    );
  }

  const isHealthy = (item: Resource) => item.health === 'Healthy';
  const isCompleted = (item: Resource) => item.health === 'Healthy' && item.summary.state === 'COMPLETED';

  for (const cluster of ['dev-eu', 'prod-us']) {
    for (const name of ['spark-pi', 'spark-pi-python', 'spark-pi-dynamic-allocation']) {
      test(`${name} completes on ${cluster}`, async () => {
        await apply(cluster, 'default', join(examples, 'spark-operator-2.5.2', `${name}.yaml`));
        await reaches(cluster, 'default', 'sparkapplications', name, isCompleted);
      });
    }

    test(`spark-pi-scheduled is scheduled on ${cluster}`, async () => {
      await apply(cluster, 'default', join(examples, 'spark-operator-2.5.2/spark-pi-scheduled.yaml'));
      await reaches(cluster, 'default', 'scheduledsparkapplications', 'spark-pi-scheduled', isHealthy);
    });

    for (const name of kafkaExamples) {
      test(`${name} is healthy on ${cluster}`, { timeout: 90_000 }, async () => {
        const namespace = namespaceOf(name);
        await apply(cluster, namespace, join(examples, releases[cluster] ?? '', 'kafka', `${name}.yaml`));
        await reaches(cluster, namespace, 'kafkas', 'my-cluster', isHealthy);
      });
    }

    test(`kafka-topic is healthy on ${cluster}`, async () => {
      const namespace = namespaceOf('kafka-persistent');
      await apply(cluster, namespace, join(examples, releases[cluster] ?? '', 'topic/kafka-topic.yaml'));
      await reaches(cluster, namespace, 'kafkatopics', 'my-topic', isHealthy);
    });
  }

  test('Kafka with ZooKeeper is healthy on legacy-ap at 3.8.1, and refused as published', { timeout: 90_000 }, async () => {
    const file = join(examples, 'strimzi-0.45.2/kafka/kafka-persistent-single.yaml');
    const refused = await cli.run(['apply', '--cluster', 'legacy-ap', '-n', 'warehouse', '-f', file]);
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).toMatch(/refused/);
    expect(refused.stdout + refused.stderr).toContain('[kafka-zookeeper-version]');
    expect(refused.stdout + refused.stderr).toContain('Set spec.kafka.version to 3.8.1');

    const mended = readFileSync(file, 'utf8').replace(/version: 3\.9\.\d+/, 'version: 3.8.1').replaceAll('my-cluster', 'held-back');
    const applied = await cli.run(['apply', '--cluster', 'legacy-ap', '-n', 'warehouse', '-f', '-'], mended);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    await reaches('legacy-ap', 'warehouse', 'kafkas', 'held-back', isHealthy);
  });

  test("Strimzi 1.2.0's Kafka is refused on legacy-ap", async () => {
    const refused = await cli.run(['apply', '--cluster', 'legacy-ap', '-n', 'warehouse', '-f', join(examples, 'strimzi-1.2.0/kafka/kafka-persistent.yaml')]);
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).toMatch(/\[(kafka-kraft-version|api-version-served)\]/);
    expect(refused.stdout + refused.stderr).toContain('legacy-ap');
  });
});
