import { valueAt } from '@/shared/lib/pointer';
import { choices, clusterField, nameField, quantity, type FormTable } from '../table';

const storageIs = (type: string) => (value: unknown) => valueAt(value, '/spec/storage/type') === type;

export const pool: FormTable = [
  {
    title: 'Nodes',
    fields: [
      nameField,
      clusterField('Kafka', 'Kafka cluster'),
      { kind: 'several', pointer: '/spec/roles', label: 'Roles', choices: ['controller', 'broker'], help: 'Controllers can’t change once the cluster runs; brokers can.' },
      { kind: 'number', pointer: '/spec/replicas', label: 'Nodes', minimum: 0, help: 'An odd number of controllers: 3, or 5.' },
    ],
  },
  {
    title: 'Storage',
    fields: [
      { kind: 'choice', pointer: '/spec/storage/type', label: 'Type', choices: choices(['jbod', 'Several volumes (jbod)'], ['persistent-claim', 'One volume (persistent-claim)'], ['ephemeral', 'None: lost with the pod (ephemeral)']) },
      { kind: 'text', pointer: '/spec/storage/size', label: 'Size', pattern: quantity, when: storageIs('persistent-claim'), help: 'It can grow, never shrink.' },
      { kind: 'text', pointer: '/spec/storage/class', label: 'Storage class', when: storageIs('persistent-claim'), placeholder: 'the cluster’s default' },
      { kind: 'toggle', pointer: '/spec/storage/deleteClaim', label: 'Delete the volume with the node', when: storageIs('persistent-claim') },
      {
        kind: 'rows',
        pointer: '/spec/storage/volumes',
        label: 'Volumes',
        item: 'Volume',
        when: storageIs('jbod'),
        start: (rows) => ({ id: rows.length, type: 'persistent-claim', size: '100Gi', deleteClaim: false }),
        fields: [
          { kind: 'number', pointer: '/id', label: 'Id', minimum: 0, help: 'Never changed: its claim is named after it.' },
          { kind: 'choice', pointer: '/type', label: 'Type', choices: choices('persistent-claim', 'ephemeral') },
          { kind: 'text', pointer: '/size', label: 'Size', pattern: quantity },
          { kind: 'text', pointer: '/class', label: 'Storage class', placeholder: 'the cluster’s default' },
          { kind: 'choice', pointer: '/kraftMetadata', label: 'KRaft metadata', unset: 'Not on this volume', choices: choices(['shared', 'On this volume']) },
          { kind: 'toggle', pointer: '/deleteClaim', label: 'Delete with the node' },
        ],
      },
    ],
  },
  {
    title: 'Size of a node',
    fields: [
      { kind: 'text', pointer: '/spec/resources/requests/cpu', label: 'CPU', pattern: quantity, placeholder: '2' },
      { kind: 'text', pointer: '/spec/resources/requests/memory', label: 'Memory', pattern: quantity, placeholder: '8Gi' },
      { kind: 'text', pointer: '/spec/resources/limits/memory', label: 'Memory at most', pattern: quantity, placeholder: '8Gi' },
      { kind: 'text', pointer: '/spec/jvmOptions/-Xmx', label: 'Java heap', placeholder: 'half of the memory', help: 'Leave memory for the page cache: a quarter to a half of the node’s.' },
    ],
  },
];
