import { describe, expect, it } from 'vitest';
import { permissionWords } from '@/shared/lib/permissions';
import { chosenScope, everything, permissionGroups, permissionSummary, scopeWords } from './scope';

describe('scopeWords', () => {
  it.each([
    [{ all: true, names: [], labels: {} }, 'all clusters'],
    [{ all: false, names: ['dev-eu', 'prod-us'], labels: {} }, 'dev-eu, prod-us'],
    [{ all: false, names: [], labels: { env: 'dev', team: 'data' } }, 'those with env=dev and team=data'],
    [{ all: false, names: ['dev-eu'], labels: { env: 'dev' } }, 'dev-eu, and those with env=dev'],
  ])('of %o is "%s"', (scope, words) => expect(scopeWords(scope, 'clusters')).toBe(words));
});

describe('chosenScope', () => {
  it('is everything at first', () => expect(chosenScope(everything)).toEqual({ all: true, names: [], labels: {} }));
  it('takes one way of choosing at a time', () =>
    expect(chosenScope({ way: 'names', names: ['a'], labels: 'env=dev' })).toEqual({ all: false, names: ['a'], labels: {} }));
  it('reads labels between commas or spaces', () =>
    expect(chosenScope({ way: 'labels', names: [], labels: 'env=dev, example.com/team=data' })).toEqual({ all: false, names: [], labels: { env: 'dev', 'example.com/team': 'data' } }));
  it.each([
    ['no name', { way: 'names', names: [], labels: '' } as const],
    ['no label', { way: 'labels', names: [], labels: ' ' } as const],
    ['what is no label', { way: 'labels', names: [], labels: 'env=dev, prod' } as const],
  ])('is not complete with %s', (_, choice) => expect(chosenScope(choice)).toBeUndefined());
});

describe('permissions', () => {
  it('are all in a group', () => expect(permissionGroups.flatMap((group) => group.permissions)).toEqual(Object.keys(permissionWords)));
  it('are summed up by what they are about', () => expect(permissionSummary(['runs:read', 'resources:write', 'resources:read'])).toBe('resources: read, write; runs: read'));
  it('are everything when they are all', () => expect(permissionSummary(Object.keys(permissionWords))).toBe('everything'));
});
