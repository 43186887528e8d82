import { expect, test } from 'vitest';
import { differences } from './differences';

const cases: [string, unknown, unknown, string[]][] = [
  ['nothing', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['the order of fields', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a value', { a: [1, 2] }, { a: [1, 3] }, ['a[1]: Kubernetes 2, the sandbox 3']],
  ['a field too few', { a: 1 }, {}, ['a: Kubernetes 1, the sandbox nothing']],
  ['an item too many', [1], [1, 2], ['[1]: Kubernetes nothing, the sandbox 2']],
  ['a list and an object', { a: [] }, { a: {} }, ['a: Kubernetes [], the sandbox {}']],
  ['null and nothing', { a: null }, {}, ['a: Kubernetes null, the sandbox nothing']],
];

test.each(cases)('%s', (_, expected, actual, lines) => {
  expect(differences(expected, actual)).toEqual(lines);
});
