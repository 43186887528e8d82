import { describe, expect, it } from 'vitest';
import type { Finding, KindFields } from '@/api/types';
import { unitOf } from './duration';
import { tableOf } from './kinds';
import { findingsByField, setElsewhere, shownFields } from './matching';
import { fieldsBelow, initialOf, isKnown, isLeaf, searchFields, shapeAt, typeWords } from './shapes';
import { parseNumber, parseScalar, textOf } from './useTyped';

const limits = { values: [], minimum: null, maximum: null, pattern: null, default: null };
const bare = { fields: {}, required: [], items: null, open: false, limits: null };

const fields: KindFields = {
  kind: 'KafkaUser',
  api_version: 'kafka.strimzi.io/v1',
  operator: 'strimzi',
  operator_version: '1.2.0',
  shapes: [
    { ...bare, type: 'object', fields: { spec: 1 } },
    { ...bare, type: 'object', fields: { acls: 2, config: 6, replicas: 7, template: 9 }, required: ['replicas'] },
    { ...bare, type: 'array', items: 3 },
    { ...bare, type: 'object', fields: { host: 4, operations: 5 } },
    { ...bare, type: 'string' },
    { ...bare, type: 'array', items: 8 },
    { ...bare, type: 'object', open: true },
    { ...bare, type: 'integer', limits: { ...limits, minimum: 1 } },
    { ...bare, type: 'string', limits: { ...limits, values: ['Read', 'Write'] } },
    { ...bare, type: 'object', fields: { labels: 10 } },
    { ...bare, type: 'object', items: 4 },
  ],
};
const shape = (pointer: string) => shapeAt(fields, pointer)!;

describe('shapes', () => {
  it('are found through lists and maps', () => {
    expect(shape('/spec/acls/3/host').type).toBe('string');
    expect(shape('/spec/template/labels/any').type).toBe('string');
    expect(shapeAt(fields, '/spec/none')).toBeUndefined();
  });
  it('know what an operator takes', () => {
    expect(isKnown(fields, '/spec/config/a.b/c')).toBe(true);
    expect(isKnown(fields, '/spec/acls/0/type')).toBe(false);
    expect(isKnown(fields, '/spec/topicName')).toBe(false);
    expect(isKnown(fields, '/metadata/labels/x')).toBe(true);
  });
  it('say what they are, and what they begin as', () => {
    expect(typeWords(fields, shape('/spec/acls'))).toBe('list of object');
    expect(typeWords(fields, shape('/spec/template/labels'))).toBe('map of text');
    expect(['/spec/acls', '/spec/acls/0/operations', '/spec/config', '/spec/template', '/spec/template/labels'].map((each) => isLeaf(fields, shape(each)))).toEqual([false, true, true, false, true]);
    expect(['/spec/replicas', '/spec/acls/0/operations/0', '/spec/acls', '/spec/config'].map((each) => initialOf(shape(each)))).toEqual([1, 'Read', [], {}]);
    expect(fieldsBelow(fields, shape('/spec'), '/spec').map(({ name, required }) => [name, required])).toEqual([['acls', false], ['config', false], ['replicas', true], ['template', false]]);
  });
  it('are searched by the words of their path; items of lists are those that are there', () => {
    const found = (document: unknown, query: string) => searchFields(fields, document, query).map(({ pointer }) => pointer);
    expect(found({}, 'labels')).toEqual(['/spec/template/labels']);
    expect(found({}, 'template lab')).toEqual(['/spec/template/labels']);
    expect(found({}, 'host')).toEqual([]);
    expect(found({ spec: { acls: [{}, {}] } }, 'host')).toEqual(['/spec/acls/0/host', '/spec/acls/1/host']);
    expect(found({}, ' ')).toEqual([]);
  });
});

describe('findings', () => {
  const finding = (pointer: string, edits?: string): Finding => ({ type: 'violation', rule: pointer, title: '', pointer, message: '', fix: '', source: '', gravity: 'none', remedy: edits === undefined ? null : { label: 'Mend', patch: [{ op: 'add', path: edits, from: null, value: {} }] } });
  const at = (each: Finding) => [...findingsByField([each], ['/spec/acls', '/spec/acls/0/host', '/spec/schedule', '/metadata/labels/strimzi.io~1cluster'])].map(([pointer]) => pointer);
  it('belong to the nearest field', () => {
    expect(at(finding('/spec/acls/0/host'))).toEqual(['/spec/acls/0/host']);
    expect(at(finding('/spec/acls/1/host'))).toEqual(['/spec/acls']);
    expect(at(finding('/spec/schedules'))).toEqual([]);
  });
  it('that point above belong to the field that their remedy edits', () => {
    expect(at(finding('/spec', '/spec/schedule'))).toEqual(['/spec/schedule']);
    expect(at(finding('/metadata/labels', '/metadata/labels'))).toEqual(['/metadata/labels/strimzi.io~1cluster']);
    expect(at(finding('/spec'))).toEqual([]);
  });
});

describe('a document', () => {
  const document = { apiVersion: 'v1', kind: 'KafkaTopic', metadata: { name: 'a', namespace: 'b', labels: { team: 'x' } }, spec: { partitions: 1, config: { 'segment.ms': 1 } } };
  it('sets what the form does not show', () => {
    expect(setElsewhere(document, ['/metadata/name', '/spec/partitions', '/spec/config/retention.ms'])).toEqual([
      { pointer: '/metadata/labels/team', value: 'x' },
      { pointer: '/spec/config/segment.ms', value: 1 },
    ]);
    expect(setElsewhere({ spec: {} }, ['/spec/partitions'])).toEqual([]);
  });
  it('shows the fields that belong to it, and that its operator knows', () => {
    const titles = (value: unknown, knows = (_: string) => true) => shownFields(tableOf('KafkaNodePool'), value, knows).flatMap((section) => section.fields.map(({ pointer }) => pointer));
    expect(titles({ spec: { storage: { type: 'jbod' } } })).toContain('/spec/storage/volumes');
    expect(titles({ spec: { storage: { type: 'ephemeral' } } })).not.toContain('/spec/storage/volumes');
    expect(titles({}, (pointer) => pointer === '/spec/roles')).toEqual(['/spec/roles']);
  });
});

describe('tables', () => {
  const kinds = ['Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser', 'KafkaConnect', 'KafkaConnector', 'SparkApplication', 'ScheduledSparkApplication', 'KafkaBridge'];
  it.each(kinds)('of %s name each place once, and say what it is', (kind) => {
    const all = tableOf(kind).flatMap((section) => section.fields);
    expect(new Set(all.map(({ pointer }) => pointer)).size).toBe(all.length);
    expect(all.map(({ pointer }) => pointer)).toContain('/metadata/name');
    for (const { label, pointer } of all) expect([label, pointer.startsWith('/')]).toEqual([expect.stringMatching(/^[A-Z]/), true]);
  });
});

describe('what is typed', () => {
  it('is a number, nothing, or no value yet', () => {
    expect(['12', ' -1 ', '', '1.5', '9007199254740993', 'x'].map(parseNumber)).toEqual([{ value: 12 }, { value: -1 }, { value: undefined }, undefined, undefined, undefined]);
  });
  it('is taken for what YAML would take it for', () => {
    expect(['3', '-1', '0.5', '007', 'true', 'x', '1e3'].map(parseScalar)).toEqual([3, -1, 0.5, '007', true, 'x', '1e3']);
    expect(['a', 3, true, null, undefined, [1]].map(textOf)).toEqual(['a', '3', 'true', '', '', '[1]']);
  });
});

describe('durations', () => {
  it('are told in the largest unit that fits', () => expect([604_800_000, 5_400_000, 1500, 0, -1].map(unitOf)).toEqual(['d', 'min', 'ms', 'd', 'd']));
});
