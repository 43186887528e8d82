import type { Grant, PermissionScope } from '@/api/types';

export type Permission =
  | 'clusters:read'
  | 'clusters:write'
  | 'resources:read'
  | 'resources:write'
  | 'resources:delete'
  | 'resources:logs'
  | 'resources:credentials'
  | 'actions:execute'
  | 'runs:read'
  | 'runs:write'
  | 'runs:approve'
  | 'audit:read'
  | 'users:read'
  | 'users:write'
  | 'roles:read'
  | 'roles:write'
  | 'bindings:read'
  | 'bindings:write'
  | 'policies:read'
  | 'policies:write'
  | 'contracts:override';

/** Where a permission is asked for. A part left out means "anywhere". */
export interface Place {
  cluster?: string | undefined;
  clusterLabels?: Readonly<Record<string, string>> | undefined;
  namespace?: string | undefined;
}

/**
 * Whether the grants allow something at a place; the same question, with the same names, that the server asks.
 * The page doesn't know the labels of namespaces: a scope by label counts as a yes here, and the server has the last word.
 */
export function permits(grants: readonly Grant[], permission: Permission, place: Place = {}): boolean {
  return grants.some(
    (grant) =>
      grant.permission === permission && covers(grant.clusters, place.cluster, place.clusterLabels) && covers(grant.namespaces, place.namespace),
  );
}

function covers(scope: PermissionScope, name: string | undefined, labels?: Readonly<Record<string, string>>): boolean {
  if (scope.all || name === undefined) return true;
  if (scope.names.includes(name)) return true;
  const selector = Object.entries(scope.labels);
  if (selector.length === 0) return false;
  return labels === undefined || selector.every(([key, value]) => labels[key] === value);
}

/** What each right allows, for sentences such as "You may not ...". */
export const permissionWords: Record<Permission, string> = {
  'clusters:read': 'see clusters',
  'clusters:write': 'add, change and remove clusters',
  'resources:read': 'see resources',
  'resources:write': 'create and change resources',
  'resources:delete': 'delete resources',
  'resources:logs': 'read logs',
  'resources:credentials': 'read the credentials of Kafka users',
  'actions:execute': 'run actions on resources',
  'runs:read': 'see runs',
  'runs:write': 'cancel and retry runs',
  'runs:approve': 'approve runs',
  'audit:read': 'read the audit trail',
  'users:read': 'see people',
  'users:write': 'add and change people',
  'roles:read': 'see roles',
  'roles:write': 'change roles',
  'bindings:read': 'see who has which role',
  'bindings:write': 'give and take roles',
  'policies:read': 'see namespace policies',
  'policies:write': 'change namespace policies',
  'contracts:override': 'override compatibility rules',
};

/** The built-in roles that carry a right, for "who can give it". */
export function rolesWith(permission: Permission): string {
  if (['clusters:read', 'resources:read', 'resources:logs', 'runs:read'].includes(permission)) return 'viewer, operator or admin';
  if (['resources:write', 'resources:delete', 'resources:credentials', 'actions:execute', 'runs:write'].includes(permission)) return 'operator or admin';
  if (['audit:read', 'users:read', 'roles:read', 'bindings:read', 'policies:read'].includes(permission)) return 'auditor or admin';
  return 'admin';
}
