import { describe, expect, it } from 'vitest';
import { topicDetail } from '@/test/fixtures';
import { conflictOwners } from '@/shared/lib/conflict';
import { pausedBy } from './Banners';
import { chipsOf } from './ListToolbar';
import { conditionLook } from './tabs/ConditionMark';
import { fieldRows } from './tabs/FieldComparison';
import { ownedPart } from './tabs/YamlTab';
import { listCommand } from './ExportMenu';
import { listParams } from './useResourceList';
import { sameView, viewOf } from './views';

describe('filters', () => {
  it('become the server’s parameters', () =>
    expect(listParams('KafkaTopic', { cluster: 'dev-eu', q: 'o', page: '3', cursor: 'abc' })).toEqual({ kind: 'KafkaTopic', cluster: 'dev-eu', q: 'o', cursor: 'abc', sort: 'name', limit: '50' }));
  it('become chips, each of which can be closed alone', () =>
    expect(chipsOf({ q: 'o', health: 'Degraded,Missing' })).toEqual([
      { words: 'Name: o', without: { q: undefined } },
      { words: 'Health: Degraded', without: { health: 'Missing' } },
      { words: 'Health: Missing', without: { health: 'Degraded' } },
    ]));
});

describe('views', () => {
  it('keep the filters and the order, not the page', () =>
    expect(viewOf({ q: 'etl', health: 'Degraded', sort: '-age', page: '3', cursor: 'abc', cluster: undefined })).toEqual({ q: 'etl', health: 'Degraded', sort: '-age' }));
  it('are told apart by any filter', () => {
    expect(sameView({ q: 'a' }, { q: 'a' })).toBe(true);
    expect(sameView({ q: 'a' }, { q: 'a', cluster: 'dev-eu' })).toBe(false);
  });
});

describe('listCommand', () => {
  it.each([
    [{}, 'nexa get kafkatopics -A -o json'],
    [{ cluster: 'dev-eu', namespace: 'team-a', sort: 'name' }, 'nexa get kafkatopics -n team-a --cluster dev-eu -o json'],
    [{ namespace: 'a,b', q: 'o', health: 'Degraded,Missing', label: 'x=y', sort: '-age' }, 'nexa get kafkatopics -A -q o --health Degraded,Missing -l x=y --sort -age -o json'],
  ])('of %o is "%s"', (params, command) => expect(listCommand('kafkatopics', params as Record<string, string>)).toBe(command));
});

describe('banners', () => {
  it('name the owner of a conflict', () => {
    expect(conflictOwners('Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: .spec.partitions')).toEqual(['kubectl-edit']);
    expect(conflictOwners('has fields that others manage: spec.partitions (managed by "a"), spec.config (managed by "b"); take them over')).toEqual(['a', 'b']);
    expect(conflictOwners('timed out')).toEqual([]);
  });
  it('say why nobody acts', () => {
    expect(pausedBy(topicDetail())).toBeUndefined();
    expect(pausedBy(topicDetail({ observed: { metadata: { annotations: { 'strimzi.io/pause-reconciliation': 'true' } } } }))).toContain('pause-reconciliation');
  });
});

describe('conditionLook', () => {
  const condition = { reason: '', message: '', last_transition_time: null };
  it.each([
    ['Ready', 'True', 'Ready', 'success'],
    ['Ready', 'False', 'Not ready', 'danger'],
    ['NotReady', 'True', 'Not ready', 'danger'],
    ['Warning', 'True', 'Warning', 'warning'],
    ['ReconciliationPaused', 'True', 'Reconciliation paused', 'neutral'],
  ])('%s %s reads "%s" (%s)', (type, status, word, tone) => expect(conditionLook({ ...condition, type, status })).toMatchObject({ word, tone }));
});

describe('desired and observed', () => {
  it('shows the drift first, with both sides', () => {
    const rows = fieldRows({ spec: { replicas: 3, partitions: 12 } }, { spec: { replicas: 3, partitions: 24 } }, [{ type: 'changed', pointer: '/spec/partitions', before: 12, after: 24 }]);
    expect(rows).toEqual([
      { pointer: '/spec/partitions', desired: '12', observed: '24', drift: 'changed' },
      { pointer: '/spec/replicas', desired: '3', observed: '3', drift: null },
    ]);
  });
  it('compares only what is asked for', () => expect(ownedPart({ a: 1, b: 2, c: { d: 1, e: 2 } }, { a: 9, c: { d: 9 } })).toEqual({ a: 1, c: { d: 1 } }));
});
