import { isRecord } from '@/shared/lib/diff';
import { choices, nameField, quantity, type FormContext, type FormTable } from '../table';

/** What the cluster's Strimzi says that it runs, the newest first. */
function versions({ cluster }: FormContext) {
  const strimzi = cluster?.operators.find((operator) => operator.name === 'strimzi');
  return (strimzi?.kafka_versions ?? []).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })).map((value) => ({ value, label: value }));
}

/** A cluster of the time before node pools has its nodes in the Kafka resource. */
const withoutPools = (value: unknown) => isRecord(value) && isRecord(value.spec) && 'zookeeper' in value.spec;

export const kafka: FormTable = [
  {
    title: 'Cluster',
    fields: [
      nameField,
      { kind: 'choice', pointer: '/spec/kafka/version', label: 'Kafka version', unset: 'The operator’s default', choices: versions, help: 'What the cluster’s Strimzi supports. Another version restarts every broker, one at a time.' },
      { kind: 'text', pointer: '/spec/kafka/metadataVersion', label: 'Metadata version', placeholder: 'follows the version', help: 'Fix it to be able to go back to an older Kafka; raising it can’t be undone.' },
      { kind: 'number', pointer: '/spec/kafka/replicas', label: 'Brokers', minimum: 1, when: withoutPools },
    ],
  },
  {
    title: 'Where clients connect',
    fields: [
      {
        kind: 'rows',
        pointer: '/spec/kafka/listeners',
        label: 'Listeners',
        item: 'Listener',
        help: 'The addresses of what is exposed appear in the status.',
        start: (rows) => ({ name: rows.length === 0 ? 'tls' : `listener${rows.length + 1}`, port: 9093 + rows.length, type: 'internal', tls: true }),
        fields: [
          { kind: 'text', pointer: '/name', label: 'Name', pattern: { of: /^[a-z0-9]{1,11}$/, words: '1 to 11 lower case letters and digits.' } },
          { kind: 'number', pointer: '/port', label: 'Port', minimum: 9092, maximum: 65535 },
          { kind: 'choice', pointer: '/type', label: 'Reached by' },
          { kind: 'toggle', pointer: '/tls', label: 'TLS' },
          { kind: 'choice', pointer: '/authentication/type', label: 'Authentication', unset: 'None' },
        ],
      },
    ],
  },
  {
    title: 'Storage of the brokers',
    fields: [
      { kind: 'choice', pointer: '/spec/kafka/storage/type', label: 'Type', when: withoutPools },
      { kind: 'text', pointer: '/spec/kafka/storage/size', label: 'Size', pattern: quantity, when: withoutPools },
    ],
  },
  {
    title: 'Safety',
    fields: [
      { kind: 'number', pointer: '/spec/kafka/config/default.replication.factor', label: 'Replicas of new topics', minimum: 1, help: 'For topics that don’t say otherwise. 3 where there are three brokers or more.' },
      { kind: 'number', pointer: '/spec/kafka/config/min.insync.replicas', label: 'Replicas in sync at least', minimum: 1 },
      { kind: 'number', pointer: '/spec/kafka/config/offsets.topic.replication.factor', label: 'Replicas of offsets', minimum: 1 },
      { kind: 'number', pointer: '/spec/kafka/config/transaction.state.log.replication.factor', label: 'Replicas of transactions', minimum: 1 },
      { kind: 'number', pointer: '/spec/kafka/config/transaction.state.log.min.isr', label: 'Transactions: in sync at least', minimum: 1 },
      { kind: 'choice', pointer: '/spec/kafka/authorization/type', label: 'Authorization', unset: 'None: every client may do everything' },
      { kind: 'choice', pointer: '/spec/kafka/config/auto.create.topics.enable', label: 'Topics made by clients', unset: 'Allowed (Kafka’s default)', choices: choices(['false', 'Not allowed'], ['true', 'Allowed']) },
    ],
  },
];
