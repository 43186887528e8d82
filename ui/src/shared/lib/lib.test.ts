import { describe, expect, it } from 'vitest';
import { toCsv } from './download';
import { diffValues, leaves } from './diff';
import { count, formatBytes, kindInSentence, kindWords, plainValue } from './format';
import { formatPointer, parsePointer, readablePath, valueAt } from './pointer';
import { compact, joinList, nextSort, parseSearch, stringifySearch, textSearch, toggled } from './search';
import { elapsed, parseTime, relative, shortDuration } from './time';
import { toYaml } from './yaml';

describe('time', () => {
  it.each([
    [-5, '0s'],
    [12.9, '12s'],
    [61, '1m1s'],
    [700, '11m'],
    [3600, '1h'],
    [11_520, '3h12m'],
    [187_200, '2d4h'],
    [41 * 86_400 + 3600, '41d'],
  ])('writes %d seconds as %s', (seconds, words) => expect(shortDuration(seconds)).toBe(words));

  it.each([
    [0, 'just now'],
    [12_000, '12 s ago'],
    [240_000, '4 min ago'],
    [7_200_000, '2 h ago'],
    [-7_200_000, 'in 2 h'],
    [3 * 86_400_000, '3 d ago'],
  ])('says %d ms as %s', (age, words) => expect(relative(1_000_000_000_000 - age, 1_000_000_000_000)).toBe(words));

  it('knows no time in what is none', () => {
    expect(parseTime('yesterday')).toBeNull();
    expect(parseTime('')).toBeNull();
    expect(elapsed(null, null, 0)).toBeNull();
    expect(elapsed('2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', 0)).toBe(60);
  });
});

describe('addresses', () => {
  it('keeps filters through the address and back', () => {
    const search = { q: 'orders paid', health: 'Degraded,Missing', label: 'app=shop', page: '2' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });
  it('leaves lists readable and empty filters out', () => {
    expect(stringifySearch({ health: 'Degraded,Missing', q: '', sort: undefined })).toBe('?health=Degraded,Missing');
    expect(stringifySearch({})).toBe('');
  });
  it('reads only what a page knows', () => expect(textSearch('q', 'sort')({ q: 'a', sort: 3, other: 'x' })).toEqual({ q: 'a' }));
  it('toggles within a list', () => {
    expect(toggled(undefined, 'a')).toBe('a');
    expect(toggled('a,b', 'a')).toBe('b');
    expect(toggled('a', 'a')).toBeUndefined();
    expect(joinList([])).toBeUndefined();
  });
  it('sorts upwards first, then downwards', () => {
    expect(nextSort('age', 'name')).toBe('name');
    expect(nextSort('name', 'name')).toBe('-name');
    expect(nextSort('-name', 'name')).toBe('name');
  });
  it('drops what is empty', () => expect(compact({ a: '', b: undefined, c: 'x' })).toEqual({ c: 'x' }));
});

describe('pointers', () => {
  it('reads and writes escapes', () => {
    const pointer = '/metadata/labels/strimzi.io~1cluster/a~0b';
    expect(parsePointer(pointer)).toEqual(['metadata', 'labels', 'strimzi.io/cluster', 'a~b']);
    expect(formatPointer(parsePointer(pointer))).toBe(pointer);
  });
  it('finds values, also in lists', () => {
    expect(valueAt({ a: [{ b: 7 }] }, '/a/0/b')).toBe(7);
    expect(valueAt({ a: [] }, '/a/3/b')).toBeUndefined();
  });
  it('is written as people write paths', () => expect(readablePath('/spec/config/min.insync.replicas')).toBe('spec.config["min.insync.replicas"]'));
});

describe('differences', () => {
  it('names each leaf', () =>
    expect(diffValues({ a: 1, b: { c: 1, d: [1, 2] } }, { a: 2, b: { d: [1, 3, 4] }, e: { f: 1 } })).toEqual([
      { type: 'changed', pointer: '/a', before: 1, after: 2 },
      { type: 'removed', pointer: '/b/c', before: 1, after: null },
      { type: 'changed', pointer: '/b/d/1', before: 2, after: 3 },
      { type: 'added', pointer: '/b/d/2', before: null, after: 4 },
      { type: 'added', pointer: '/e', before: null, after: { f: 1 } },
    ]));
  it('counts empty containers as leaves', () => expect(leaves({ a: {}, b: [] })).toEqual([{ pointer: '/a', value: {} }, { pointer: '/b', value: [] }]));
});

describe('words', () => {
  it('never shows JSON', () => expect(plainValue({ a: [1, true], b: null })).toBe('a: 1, yes, b: '));
  it('names kinds', () => {
    expect(kindWords('KafkaNodePool')).toBe('Kafka node pool');
    expect(kindWords('Kafka')).toBe('Kafka cluster');
    expect(kindInSentence('ScheduledSparkApplication')).toBe('scheduled Spark application');
  });
  it('counts', () => {
    expect(count(1, 'run')).toBe('1 run');
    expect(count(1234, 'run')).toBe('1,234 runs');
  });
  it('weighs', () => {
    expect(formatBytes(512)).toBe('512 B');
    expect(formatBytes(107_374_182_400)).toBe('100 GiB');
    expect(formatBytes(1536)).toBe('1.5 KiB');
  });
});

describe('CSV', () => {
  it('quotes, and defuses formulas but not numbers', () =>
    expect(toCsv(['a', 'b'], [['x,"y"', '=HYPERLINK(1)'], ['-5', 'z']])).toBe('a,b\r\n"x,""y""",\'=HYPERLINK(1)\r\n-5,z\r\n'));
});

describe('YAML', () => {
  it('is written the way manifests are', () =>
    expect(toYaml({ kind: 'KafkaTopic', spec: { version: '3', on: true, list: [{ name: 'a', port: 9092 }, 'plain'], empty: {}, none: [], text: 'one\ntwo\n', odd: 'yes', path: 'local:///x.py' } })).toBe(
      [
        'kind: KafkaTopic',
        'spec:',
        '  version: "3"',
        '  "on": true',
        '  list:',
        '  - name: a',
        '    port: 9092',
        '  - plain',
        '  empty: {}',
        '  none: []',
        '  text: |',
        '    one',
        '    two',
        '  odd: "yes"',
        '  path: local:///x.py',
        '',
      ].join('\n'),
    ));
});
