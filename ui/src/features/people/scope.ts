import type { PermissionScope } from '@/api/types';
import { permissionWords, type Permission } from '@/shared/lib/permissions';

/** Which clusters, or which namespaces, in words: "all clusters", "dev-eu, prod-us", "those with env=prod". */
export function scopeWords(scope: PermissionScope, things: string): string {
  if (scope.all) return `all ${things}`;
  const labels = Object.entries(scope.labels).map(([key, value]) => `${key}=${value}`);
  return [scope.names.join(', '), labels.length > 0 ? `those with ${labels.join(' and ')}` : ''].filter(Boolean).join(', and ');
}

/** The part of a scope that a person is choosing: one way of choosing at a time, as the server asks for it. */
export interface Choice {
  way: 'all' | 'names' | 'labels';
  names: readonly string[];
  labels: string;
}

export const everything: Choice = { way: 'all', names: [], labels: '' };

const label = /^[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?=[A-Za-z0-9]?(?:[\w.-]*[A-Za-z0-9])?$/;

/** The scope that was chosen, or nothing while the choice is not complete. */
export function chosenScope({ way, names, labels }: Choice): PermissionScope | undefined {
  if (way === 'all') return { all: true, names: [], labels: {} };
  if (way === 'names') return names.length > 0 ? { all: false, names: [...names], labels: {} } : undefined;
  const parts = labels.split(/[,\s]+/).filter(Boolean);
  if (parts.length === 0 || !parts.every((part) => label.test(part))) return undefined;
  return { all: false, names: [], labels: Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)])) };
}

export interface PermissionGroup {
  noun: string;
  permissions: Permission[];
}

/** All permissions by what they are about, in their usual order. */
export const permissionGroups: readonly PermissionGroup[] = (Object.keys(permissionWords) as Permission[]).reduce<PermissionGroup[]>((groups, permission) => {
  const noun = permission.slice(0, permission.indexOf(':'));
  const last = groups.at(-1);
  if (last?.noun === noun) last.permissions.push(permission);
  else groups.push({ noun, permissions: [permission] });
  return groups;
}, []);

/** "resources: read, write; runs: read", for a table's cell. */
export function permissionSummary(permissions: readonly string[]): string {
  if (permissions.length === Object.keys(permissionWords).length) return 'everything';
  return permissionGroups
    .map(({ noun, permissions: all }) => ({ noun, held: all.filter((each) => permissions.includes(each)).map((each) => each.slice(noun.length + 1)) }))
    .filter(({ held }) => held.length > 0)
    .map(({ noun, held }) => `${noun}: ${held.join(', ')}`)
    .join('; ');
}
