import { valueAt } from '@/shared/lib/pointer';
import { choices, clusterField, nameField, type FormTable } from '../table';

const ofNamed = (value: unknown) => valueAt(value, '/resource/type') !== 'cluster';

export const user: FormTable = [
  {
    title: 'User',
    fields: [
      nameField,
      clusterField('Kafka', 'Kafka cluster'),
      { kind: 'choice', pointer: '/spec/authentication/type', label: 'Authentication', unset: 'None', choices: choices(['scram-sha-512', 'Password (scram-sha-512)'], ['tls', 'Certificate made by Strimzi (tls)'], ['tls-external', 'Certificate made elsewhere (tls-external)']), help: 'The credentials appear in a Secret of the user’s name.' },
    ],
  },
  {
    title: 'What the user may do',
    fields: [
      { kind: 'choice', pointer: '/spec/authorization/type', label: 'Authorization', unset: 'None', choices: choices(['simple', 'By the rules below (simple)']) },
      {
        kind: 'rows',
        pointer: '/spec/authorization/acls',
        label: 'Rules',
        item: 'Rule',
        when: (value) => valueAt(value, '/spec/authorization/type') === 'simple',
        start: () => ({ resource: { type: 'topic', name: '*', patternType: 'literal' }, operations: ['Read', 'Describe'] }),
        fields: [
          { kind: 'choice', pointer: '/resource/type', label: 'On a', choices: choices('topic', 'group', 'cluster', ['transactionalId', 'transactional id']) },
          { kind: 'text', pointer: '/resource/name', label: 'Named', when: ofNamed, help: '* for all.' },
          { kind: 'choice', pointer: '/resource/patternType', label: 'The name is', when: ofNamed, unset: 'The whole name', choices: choices(['literal', 'The whole name'], ['prefix', 'How it begins']) },
          { kind: 'several', pointer: '/operations', label: 'Operations' },
          { kind: 'choice', pointer: '/type', label: 'Effect', unset: 'Allowed', choices: choices(['allow', 'Allowed'], ['deny', 'Denied']) },
          { kind: 'text', pointer: '/host', label: 'From host', placeholder: '* (any)' },
        ],
      },
    ],
  },
  {
    title: 'Quotas',
    fields: [
      { kind: 'number', pointer: '/spec/quotas/producerByteRate', label: 'Writes', unit: 'bytes per second', minimum: 0 },
      { kind: 'number', pointer: '/spec/quotas/consumerByteRate', label: 'Reads', unit: 'bytes per second', minimum: 0 },
      { kind: 'number', pointer: '/spec/quotas/requestPercentage', label: 'Broker time', unit: 'percent of a thread', minimum: 0 },
    ],
  },
];
