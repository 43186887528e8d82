import { choices, clusterField, nameField, type FormTable } from '../table';

export const connector: FormTable = [
  {
    title: 'Connector',
    fields: [
      nameField,
      clusterField('KafkaConnect', 'Connect cluster'),
      { kind: 'text', pointer: '/spec/class', label: 'Class', placeholder: 'org.apache.kafka.connect.file.FileStreamSourceConnector', help: 'A plugin that the Connect cluster’s image has.' },
      { kind: 'number', pointer: '/spec/tasksMax', label: 'Tasks at most', minimum: 1 },
      { kind: 'choice', pointer: '/spec/state', label: 'State', unset: 'Running', choices: choices(['running', 'Running'], ['paused', 'Paused'], ['stopped', 'Stopped']) },
    ],
  },
  { title: 'What it does', fields: [{ kind: 'map', pointer: '/spec/config', label: 'Options of the class', name: 'Option' }] },
  {
    title: 'When it fails',
    fields: [
      { kind: 'toggle', pointer: '/spec/autoRestart/enabled', label: 'Restart by itself' },
      { kind: 'number', pointer: '/spec/autoRestart/maxRestarts', label: 'Restarts at most', minimum: 0, help: 'Not set: again and again, after longer and longer pauses.' },
    ],
  },
];

export const connect: FormTable = [
  {
    title: 'Connect cluster',
    fields: [
      nameField,
      { kind: 'number', pointer: '/spec/replicas', label: 'Workers', minimum: 0 },
      { kind: 'text', pointer: '/spec/bootstrapServers', label: 'Bootstrap servers', placeholder: 'my-cluster-kafka-bootstrap:9093' },
      { kind: 'text', pointer: '/spec/image', label: 'Image', help: 'One that has the connectors’ classes; or let Strimzi build one (spec.build).' },
      { kind: 'text', pointer: '/spec/groupId', label: 'Group id', help: 'Its own: two Connect clusters of one group take each other for one.' },
      { kind: 'text', pointer: '/spec/configStorageTopic', label: 'Topic of the configuration' },
      { kind: 'text', pointer: '/spec/statusStorageTopic', label: 'Topic of the status' },
      { kind: 'text', pointer: '/spec/offsetStorageTopic', label: 'Topic of the offsets' },
    ],
  },
  { title: 'More', fields: [{ kind: 'map', pointer: '/spec/config', label: 'Options of the workers', name: 'Option' }] },
];
