import { describe, expect, it } from 'vitest';
import type { PatchOperation } from '@/api/types';
import { read } from './read';
import { edit } from './edit';
import { setting } from './patch';

const topic = `# ask team-a first
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic   # one of many
metadata:
  name: orders
  labels: {strimzi.io/cluster: events}
spec:
  # twelve is what the consumers want
  partitions: 12   # not fewer

  replicas: 3
  config:
    retention.ms: 604800000
    "cleanup.policy": 'delete'

# the end
`;

interface Case {
  about: string;
  text: string;
  patch: PatchOperation[];
  after: string;
}

const cases: Case[] = [
  { about: 'a number, with the comment behind it', text: topic, patch: [{ op: 'replace', path: '/spec/partitions', value: 18 }], after: topic.replace('partitions: 12 ', 'partitions: 18 ') },
  { about: 'a text, in the quotes that it had', text: topic, patch: [{ op: 'replace', path: '/spec/config/cleanup.policy', value: 'compact' }], after: topic.replace("'delete'", "'compact'") },
  { about: 'a text that looks like a number, in quotes', text: 'a: x\n', patch: [{ op: 'replace', path: '/a', value: '4.1' }], after: 'a: "4.1"\n' },
  { about: 'a new field behind the last', text: topic, patch: [{ op: 'add', path: '/spec/config/min.insync.replicas', value: 2 }], after: topic.replace("'delete'\n", "'delete'\n    min.insync.replicas: 2\n") },
  { about: 'a new field in a flow map', text: topic, patch: [{ op: 'add', path: '/metadata/labels/team', value: 'a' }], after: topic.replace('events}', 'events, team: a}') },
  { about: 'a new block', text: topic, patch: [{ op: 'add', path: '/metadata/annotations', value: { a: 'true' } }], after: topic.replace('events}\n', 'events}\n  annotations:\n    a: "true"\n') },
  { about: 'a field away, with its own comment', text: topic, patch: [{ op: 'remove', path: '/spec/partitions' }], after: topic.replace('  partitions: 12   # not fewer\n', '') },
  { about: 'a block away', text: topic, patch: [{ op: 'remove', path: '/spec/config' }], after: topic.replace(/ {2}config:\n(?: {4}.*\n)+/, '') },
  { about: 'a name, and nothing else', text: topic, patch: [{ op: 'move', from: '/spec/replicas', path: '/spec/replica' }], after: topic.replace('replicas: 3', 'replica: 3') },
  { about: 'the last field of a block', text: 'a:\n  b: 1 # c\nd: 2\n', patch: [{ op: 'remove', path: '/a/b' }], after: 'a: {} # c\nd: 2\n' },
  { about: 'a field of an empty map', text: 'a: {} # c\nd: 2\n', patch: [{ op: 'add', path: '/a/b', value: 1 }], after: 'a:\n  b: 1 # c\nd: 2\n' },
  { about: 'a field of nothing', text: 'a:\nd: 2\n', patch: [{ op: 'add', path: '/a/b', value: 1 }], after: 'a:\n  b: 1\nd: 2\n' },
  { about: 'nothing gets a value', text: 'a: # c\nd: 2\n', patch: [{ op: 'replace', path: '/a', value: 1 }], after: 'a: 1 # c\nd: 2\n' },
  { about: 'a first item', text: 'a: [] # c\nd: 2\n', patch: [{ op: 'add', path: '/a/-', value: 'x' }], after: 'a: # c\n  - x\nd: 2\n' },
  { about: 'an item behind the others', text: 'a:\n- x # first\n# then\nd: 2\n', patch: [{ op: 'add', path: '/a/-', value: { b: 1, c: 2 } }], after: 'a:\n- x # first\n- b: 1\n  c: 2\n# then\nd: 2\n' },
  { about: 'an item between', text: 'a:\n  - x\n  - z\n', patch: [{ op: 'add', path: '/a/1', value: 'y' }], after: 'a:\n  - x\n  - y\n  - z\n' },
  { about: 'an item of a flow list', text: 'a: [x, z]\n', patch: [{ op: 'add', path: '/a/-', value: 'a, b' }], after: 'a: [x, z, "a, b"]\n' },
  { about: 'an item away', text: 'a:\n  - b: 1\n    c: 2\n  # two\n  - b: 2\n', patch: [{ op: 'remove', path: '/a/0' }], after: 'a:\n  # two\n  - b: 2\n' },
  { about: 'the last item away', text: 'a:\n  - b\nc: 1\n', patch: [{ op: 'remove', path: '/a/0' }], after: 'a: []\nc: 1\n' },
  { about: 'the first field of an item', text: 'a:\n  - b: 1\n    c: 2\n', patch: [{ op: 'remove', path: '/a/0/b' }], after: 'a:\n  - c: 2\n' },
  { about: 'a field of an item', text: 'a:\n  - b: 1\n  - b: 2\n', patch: [{ op: 'add', path: '/a/0/c', value: [1] }], after: 'a:\n  - b: 1\n    c:\n      - 1\n  - b: 2\n' },
  { about: 'a flow map loses a field', text: 'a: {b: 1, c: 2}\n', patch: [{ op: 'remove', path: '/a/c' }], after: 'a: {b: 1}\n' },
  { about: 'a block text', text: 'a: |\n  one\n  two\nb: 1\n', patch: [{ op: 'replace', path: '/a', value: 'x' }], after: 'a: x\nb: 1\n' },
  { about: 'a block becomes a value', text: 'a:\n  b: 1\nc: 1\n', patch: [{ op: 'replace', path: '/a', value: 'x' }], after: 'a: x\nc: 1\n' },
  { about: 'the first field of an empty text', text: '', patch: [{ op: 'add', path: '/kind', value: 'Kafka' }], after: 'kind: Kafka\n' },
  { about: 'no newline at the end', text: 'a: 1', patch: [{ op: 'add', path: '/b', value: 2 }], after: 'a: 1\nb: 2\n' },
  { about: 'windows line ends', text: 'a: 1\r\nb: 2\r\n', patch: [{ op: 'replace', path: '/a', value: 3 }], after: 'a: 3\r\nb: 2\r\n' },
  { about: 'an operation becomes operations', text: 'acls:\n  - operation: Read # r\n    host: "*"\n', patch: [{ op: 'remove', path: '/acls/0/operation' }, { op: 'add', path: '/acls/0/operations', value: ['Read'] }], after: 'acls:\n  - host: "*"\n    operations:\n      - Read\n' },
];

describe('edit', () => {
  it.each(cases)('changes $about', ({ text, patch, after }) => expect(edit(text, patch)).toBe(after));
  it('refuses what can’t be', () => {
    expect(() => edit('a: 1\n', [{ op: 'remove', path: '/b' }])).toThrow(/nothing at/);
    expect(() => edit('a: 1\n', [{ op: 'add', path: '/a/b', value: 1 }])).toThrow();
  });
  it('does not change what an alias stands for elsewhere', () => {
    const text = 'a: &x {b: 1}\nc: *x\n';
    expect(() => edit(text, [{ op: 'replace', path: '/c/b', value: 2 }])).toThrow(/in the YAML/);
  });
});

describe('setting', () => {
  const document = { spec: { partitions: 1, config: { a: 1 }, acls: [{ host: '*' }] } };
  it('replaces, adds, and makes what is above', () => {
    expect(setting(document, '/spec/partitions', 2)).toEqual([{ op: 'replace', path: '/spec/partitions', value: 2 }]);
    expect(setting(document, '/spec/replicas', 2)).toEqual([{ op: 'add', path: '/spec/replicas', value: 2 }]);
    expect(setting(document, '/metadata/labels/x~1y', 'z')).toEqual([{ op: 'add', path: '/metadata', value: { labels: { 'x/y': 'z' } } }]);
  });
  it('takes away what would be empty, but neither spec nor items', () => {
    expect(setting(document, '/spec/config/a', undefined)).toEqual([{ op: 'remove', path: '/spec/config' }]);
    expect(setting({ spec: { a: 1 } }, '/spec/a', undefined)).toEqual([{ op: 'remove', path: '/spec/a' }]);
    expect(setting(document, '/spec/acls/0/host', undefined)).toEqual([{ op: 'remove', path: '/spec/acls/0/host' }]);
    expect(setting(document, '/spec/none', undefined)).toEqual([]);
  });
});

describe('read', () => {
  it('gives the value, with merge keys', () => expect(read('a: &x {b: 1}\nc: {<<: *x, d: 2}\n')).toEqual({ ok: true, value: { a: { b: 1 }, c: { b: 1, d: 2 } } }));
  it('says where it can’t be read', () => {
    expect(read('a: 1\nb: [1\nc: 2\n')).toMatchObject({ ok: false, line: expect.any(Number) as number });
    expect(read('a: 1\n---\nb: 1\n')).toMatchObject({ ok: false, message: 'There is more than one document.' });
  });
});
