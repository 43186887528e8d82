import { choices, clusterField, nameField, type FormTable } from '../table';

export const topic: FormTable = [
  {
    title: 'Topic',
    fields: [
      nameField,
      clusterField('Kafka', 'Kafka cluster'),
      { kind: 'text', pointer: '/spec/topicName', label: 'Name in Kafka', help: 'Only when it differs from the resource’s name. It can’t be changed later.' },
      { kind: 'number', pointer: '/spec/partitions', label: 'Partitions', minimum: 1, help: 'How many consumers of one group can read at once. They can be added, never taken away.' },
      { kind: 'number', pointer: '/spec/replicas', label: 'Replicas', minimum: 1, maximum: 32767, help: 'On how many brokers each record lives. 3 survives the loss of two.' },
    ],
  },
  {
    title: 'How long records stay',
    fields: [
      {
        kind: 'choice',
        pointer: '/spec/config/cleanup.policy',
        label: 'Cleanup policy',
        unset: 'Delete (the brokers’ default)',
        choices: choices(['delete', 'Delete what is old'], ['compact', 'Compact: keep the newest of each key'], ['compact,delete', 'Compact, and delete what is old']),
      },
      { kind: 'duration', pointer: '/spec/config/retention.ms', label: 'Retention', help: 'After this, records may be deleted. Not set: the brokers’ default, seven days as a rule.' },
      { kind: 'number', pointer: '/spec/config/retention.bytes', label: 'Largest size', unit: 'bytes per partition', minimum: -1, help: '-1: without a limit.' },
    ],
  },
  {
    title: 'Safety and size',
    fields: [
      { kind: 'number', pointer: '/spec/config/min.insync.replicas', label: 'Replicas in sync at least', minimum: 1, help: 'Writes with acks=all wait for so many. One below the replicas lets a broker restart.' },
      { kind: 'number', pointer: '/spec/config/max.message.bytes', label: 'Largest batch', unit: 'bytes', minimum: 0 },
      { kind: 'choice', pointer: '/spec/config/compression.type', label: 'Compression', unset: 'As the producer does it', choices: choices('producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd') },
    ],
  },
];
