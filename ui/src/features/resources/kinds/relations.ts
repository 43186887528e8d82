import type { ResourceItem } from '@/api/types';

interface Parent {
  plural: string;
  name: string;
}

/** What belongs to what, as the operators' own labels say it. */
interface Belonging {
  label: string;
  /** The kind that the label names one of. */
  parent: { kind: string; plural: string };
}

const belongings: readonly Belonging[] = [
  { label: 'strimzi.io/cluster', parent: { kind: 'Kafka', plural: 'kafkas' } },
  { label: 'sparkoperator.k8s.io/scheduled-app-name', parent: { kind: 'ScheduledSparkApplication', plural: 'scheduledsparkapplications' } },
];

/** The resource that this one is a part of, or nothing. It lives in the same namespace. */
export function parentOf({ kind, labels }: Pick<ResourceItem, 'kind' | 'labels'>): Parent | undefined {
  for (const { label, parent } of belongings) {
    const name = labels[label];
    if (name && parent.kind !== kind) return { plural: parent.plural, name };
  }
  return undefined;
}

/** The label by which the parts of a resource are found, or nothing for a kind that has none. */
export function partsLabel({ kind, name }: Pick<ResourceItem, 'kind' | 'name'>): string | undefined {
  const found = belongings.find(({ parent }) => parent.kind === kind);
  return found && `${found.label}=${name}`;
}

/** Whether the page knows relations of the resource. */
export function hasRelations(item: Pick<ResourceItem, 'kind' | 'name' | 'labels'>): boolean {
  return partsLabel(item) !== undefined || parentOf(item) !== undefined;
}
