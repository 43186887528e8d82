import { byVersion, type Template, type TemplateContext } from './index';

/** Before Strimzi 0.48 node pools and KRaft had to be switched on by annotation; later releases ignore it. */
function switches({ strimziVersion }: TemplateContext): string {
  if (!strimziVersion || byVersion(strimziVersion, '0.48.0') >= 0) return '';
  return `  annotations:
    strimzi.io/node-pools: enabled
    strimzi.io/kraft: enabled
`;
}

const kafka: Template = {
  id: 'kafka',
  title: 'KRaft cluster',
  text: (context) => `apiVersion: ${context.apiVersion}
kind: Kafka
metadata:
  name: my-cluster
  namespace: ${context.namespace}
${switches(context)}spec:
  # The brokers and controllers are KafkaNodePools with the label strimzi.io/cluster: my-cluster.
  kafka:
${context.kafkaVersion ? `    version: ${context.kafkaVersion}\n` : ''}    listeners:
      - name: tls
        port: 9093
        type: internal
        tls: true
    config:
      default.replication.factor: 3
      min.insync.replicas: 2
      offsets.topic.replication.factor: 3
      transaction.state.log.replication.factor: 3
      transaction.state.log.min.isr: 2
  entityOperator:
    topicOperator: {}
    userOperator: {}
`,
};

function pool(id: string, title: string, roles: readonly string[], size: string): Template {
  return {
    id,
    title,
    text: (context) => `apiVersion: ${context.apiVersion}
kind: KafkaNodePool
metadata:
  name: ${id}
  namespace: ${context.namespace}
  labels:
    strimzi.io/cluster: my-cluster
spec:
  replicas: 3
  roles:
${roles.map((role) => `    - ${role}`).join('\n')}
  storage:
    type: jbod
    volumes:
      - id: 0
        type: persistent-claim
        size: ${size}
        deleteClaim: false
        kraftMetadata: shared
`,
  };
}

function topic(id: string, title: string, config: string): Template {
  return {
    id,
    title,
    text: (context) => `apiVersion: ${context.apiVersion}
kind: KafkaTopic
metadata:
  name: my-topic
  namespace: ${context.namespace}
  labels:
    strimzi.io/cluster: my-cluster
spec:
  partitions: 12
  replicas: 3
  config:
${config}`,
  };
}

export const kafkaTemplates: Record<string, Template[]> = {
  Kafka: [kafka],
  KafkaNodePool: [pool('broker', 'Brokers', ['broker'], '100Gi'), pool('controller', 'Controllers', ['controller'], '20Gi'), pool('dual-role', 'Both roles, for small clusters', ['controller', 'broker'], '100Gi')],
  KafkaTopic: [
    topic('events', 'Events, kept for seven days', '    retention.ms: 604800000\n    min.insync.replicas: 2\n'),
    topic('compacted', 'Compacted, the newest value of each key', '    cleanup.policy: compact\n    min.insync.replicas: 2\n'),
  ],
};
