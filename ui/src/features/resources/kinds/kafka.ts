import { becoming, desired, listAt, milliseconds, observed, text, type Fact } from './fact';

export const kafkaFacts: Fact[] = [
  becoming('Kafka version', '/status/kafkaVersion', '/spec/kafka/version'),
  becoming('Metadata version', '/status/kafkaMetadataVersion', '/spec/kafka/metadataVersion'),
  observed('Reconciled by Strimzi', '/status/operatorLastSuccessfulVersion'),
  { title: 'Node pools', value: ({ observed: live }) => text(listAt(live, '/status/kafkaNodePools').map((pool) => pool.name)) },
  observed('Cluster id', '/status/clusterId', { copy: true }),
  observed('Automatic rebalance', '/status/autoRebalance/state'),
];

export const nodePoolFacts: Fact[] = [
  desired('Kafka cluster', '/metadata/labels/strimzi.io~1cluster'),
  becoming('Nodes', '/status/replicas', '/spec/replicas'),
  observed('Node ids', '/status/nodeIds'),
  becoming('Roles', '/status/roles', '/spec/roles'),
  desired('Storage', '/spec/storage/type'),
  {
    title: 'Volumes',
    value: ({ desired: want, observed: live }) =>
      text(listAt(want ?? live, '/spec/storage/volumes').map((volume) => `${text(volume.id) ?? '0'}: ${text(volume.size) ?? text(volume.type) ?? ''}`)) ??
      desired('', '/spec/storage/size').value({ desired: want, observed: live } as never),
  },
  desired('Memory', '/spec/resources/requests/memory'),
  desired('CPU', '/spec/resources/requests/cpu'),
];

export const topicFacts: Fact[] = [
  desired('Kafka cluster', '/metadata/labels/strimzi.io~1cluster'),
  observed('Topic name', '/status/topicName'),
  desired('Partitions', '/spec/partitions'),
  desired('Replication factor', '/spec/replicas'),
  milliseconds('Retention', '/spec/config/retention.ms'),
  desired('Cleanup policy', '/spec/config/cleanup.policy'),
  desired('Minimum in-sync replicas', '/spec/config/min.insync.replicas'),
  observed('Replica change', '/status/replicasChange/state'),
  observed('Topic id', '/status/topicId', { copy: true }),
];
