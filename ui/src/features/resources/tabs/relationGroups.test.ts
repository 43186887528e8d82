import { expect, it } from 'vitest';
import type { Relation } from '@/api/types';
import { groupsOf } from './relationGroups';

const relation = (role: string, name: string, health: Relation['health'] = 'Healthy'): Relation => ({ role, kind: 'K', plural: 'ks', name, health, reason: '', words: '', children: [] });

it('groups by role in the server’s order, what needs a person first, numbers as numbers', () => {
  const groups = groupsOf([relation('Topic', 't-10'), relation('Topic', 't-9'), relation('Pool', 'p'), relation('Topic', 'z', 'Degraded')]);
  expect(groups.map(({ role, relations }) => [role, ...relations.map(({ name }) => name)])).toEqual([
    ['Topic', 'z', 't-9', 't-10'],
    ['Pool', 'p'],
  ]);
});
