import { stringify } from 'yaml';

/** Manifests that many tests send. */

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}

interface TopicOptions {
  namespace: string;
  cluster: string;
  partitions?: number;
  config?: Record<string, unknown>;
}

export function topic(name: string, { namespace, cluster, partitions = 3, config = {} }: TopicOptions): Manifest {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name, namespace, labels: { 'strimzi.io/cluster': cluster } },
    spec: { partitions, replicas: 1, config },
  };
}

/** A Kafka of one node that is controller and broker, with topics; without storage. */
export function smallKafka(name: string, namespace: string): [Manifest, Manifest] {
  const pool: Manifest = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaNodePool',
    metadata: { name: `${name}-nodes`, namespace, labels: { 'strimzi.io/cluster': name } },
    spec: { replicas: 1, roles: ['controller', 'broker'], storage: { type: 'ephemeral' } },
  };
  const kafka: Manifest = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'Kafka',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      kafka: {
        version: '4.3.0',
        listeners: [{ name: 'plain', port: 9092, type: 'internal', tls: false }],
        config: { 'offsets.topic.replication.factor': 1, 'transaction.state.log.replication.factor': 1, 'transaction.state.log.min.isr': 1 },
      },
      entityOperator: { topicOperator: {}, userOperator: {} },
    },
  };
  return [pool, kafka];
}

export function application(name: string, namespace: string, changes: Record<string, unknown> = {}): Manifest {
  return {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name, namespace, annotations: { 'sandbox.nexa.dev/duration': '10s' } },
    spec: {
      type: 'Scala',
      mode: 'cluster',
      image: 'docker.io/library/spark:4.0.1',
      sparkVersion: '4.0.1',
      mainClass: 'org.apache.spark.examples.SparkPi',
      mainApplicationFile: 'local:///opt/spark/examples/jars/spark-examples.jar',
      driver: { cores: 1, memory: '512m', serviceAccount: 'spark' },
      executor: { instances: 1, cores: 1, memory: '512m' },
      ...changes,
    },
  };
}

/** A request that sends a manifest as a person writes it. */
export function asYaml(manifest: Manifest): { method: string; headers: Record<string, string>; body: string } {
  return { method: 'PUT', headers: { 'content-type': 'application/yaml' }, body: stringify(manifest) };
}
