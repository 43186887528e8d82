import { describe, expect, it } from 'vitest';
import type { Grant } from '@/api/types';
import { permits, rolesWith } from './permissions';

const all = { all: true, names: [], labels: {} };
const named = (...names: string[]) => ({ all: false, names, labels: {} });
const labelled = (labels: Record<string, string>) => ({ all: false, names: [], labels });

describe('permits', () => {
  const grants: Grant[] = [
    { permission: 'resources:read', clusters: all, namespaces: all },
    { permission: 'resources:write', clusters: named('dev-eu'), namespaces: named('team-a') },
    { permission: 'resources:delete', clusters: labelled({ env: 'dev' }), namespaces: labelled({ team: 'a' }) },
  ];
  it('asks for the right at the place', () => {
    expect(permits(grants, 'resources:write', { cluster: 'dev-eu', namespace: 'team-a' })).toBe(true);
    expect(permits(grants, 'resources:write', { cluster: 'dev-eu', namespace: 'team-b' })).toBe(false);
    expect(permits(grants, 'resources:write', { cluster: 'prod-eu', namespace: 'team-a' })).toBe(false);
  });
  it('is a yes when the right holds anywhere and no place is named', () => {
    expect(permits(grants, 'resources:write')).toBe(true);
    expect(permits(grants, 'resources:write', { cluster: 'dev-eu' })).toBe(true);
    expect(permits(grants, 'audit:read')).toBe(false);
  });
  it('selects clusters by label', () => {
    expect(permits(grants, 'resources:delete', { cluster: 'x', clusterLabels: { env: 'dev' } })).toBe(true);
    expect(permits(grants, 'resources:delete', { cluster: 'x', clusterLabels: { env: 'prod' } })).toBe(false);
  });
  it('leaves namespaces by label to the server', () => {
    expect(permits(grants, 'resources:delete', { cluster: 'x', clusterLabels: { env: 'dev' }, namespace: 'anything' })).toBe(true);
  });
  it('an empty scope covers nothing', () => {
    expect(permits([{ permission: 'runs:read', clusters: named(), namespaces: all }], 'runs:read', { cluster: 'dev-eu' })).toBe(false);
  });
});

describe('rolesWith', () => {
  it('names who can give a right', () => {
    expect(rolesWith('audit:read')).toBe('auditor or admin');
    expect(rolesWith('clusters:write')).toBe('admin');
  });
});
