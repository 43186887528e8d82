import type { Relation } from '@/api/types';
import { healthLook } from '@/shared/status';

export interface RelationGroup {
  role: string;
  relations: Relation[];
}

/** The children of a node by their role, in the server's order of roles; in each, what needs a person first, then by name. */
export function groupsOf(children: readonly Relation[]): RelationGroup[] {
  const groups = new Map<string, Relation[]>();
  for (const relation of children) {
    const group = groups.get(relation.role);
    if (group) group.push(relation);
    else groups.set(relation.role, [relation]);
  }
  return [...groups].map(([role, relations]) => ({
    role,
    relations: relations.toSorted((a, b) => healthLook[a.health].rank - healthLook[b.health].rank || a.name.localeCompare(b.name, 'en', { numeric: true })),
  }));
}
