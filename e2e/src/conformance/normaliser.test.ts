import { describe, expect, test } from 'vitest';
import { Normaliser } from './normaliser';

const first = '11111111-1111-4111-8111-111111111111';
const second = '22222222-2222-4222-8222-222222222222';

describe('what must differ between two servers', () => {
  const cases: [string, unknown, unknown][] = [
    ['uids, told apart', [{ uid: first }, { uid: second }, { uid: first }], [{ uid: 'uid 1' }, { uid: 'uid 2' }, { uid: 'uid 1' }]],
    ['a uid within words', `in precondition: ${first}`, 'in precondition: uid 1'],
    ['versions, told apart', [{ resourceVersion: '7' }, { resourceVersion: '9' }, { resourceVersion: '7' }], [{ resourceVersion: 'version 1' }, { resourceVersion: 'version 2' }, { resourceVersion: 'version 1' }]],
    ['the version 0, which means something', { resourceVersion: '0' }, { resourceVersion: '0' }],
    ['times', { creationTimestamp: '2026-01-02T03:04:05Z' }, { creationTimestamp: '<time>' }],
    ['a list: its version and continue token', { items: [], metadata: { resourceVersion: '7', continue: 'abc' } }, { items: [], metadata: { resourceVersion: '<version>', continue: '<continue>' } }],
    ['a bookmark', { type: 'BOOKMARK', object: { metadata: { resourceVersion: '7' } } }, { type: 'BOOKMARK', object: { metadata: { resourceVersion: '<version>' } } }],
    ['a generated name', { name: 'generated-x7k2p' }, { name: 'generated-<suffix>' }],
    ['the address', 'at 127.0.0.1:4', 'at <server>'],
    ['nothing else', { name: 'generated', count: 7, message: 'size 7 is wrong', none: null }, { name: 'generated', count: 7, message: 'size 7 is wrong', none: null }],
  ];
  test.each(cases)('%s', (_, from, to) => {
    expect(new Normaliser('127.0.0.1:4').body(from)).toEqual(to);
  });

  test('headers: those a client acts on, and whether there is an audit id', () => {
    const normaliser = new Normaliser('127.0.0.1:4');
    expect(normaliser.headers({ 'content-type': 'a', date: 'today', 'audit-id': first })).toEqual({ 'content-type': 'a', 'audit-id': 'present' });
    expect(normaliser.headers({})).toEqual({ 'audit-id': 'absent' });
  });
});
