import type { Kind, ResourceRef } from '@/api/types';
import { parse, scalarAt } from '@/shared/code/position';

/** What a manifest says it is, as far as it can be read while it is being written. */
export interface Identity {
  kind: string | undefined;
  name: string | undefined;
  namespace: string | undefined;
}

export function identityOf(text: string): Identity {
  const tree = parse(text);
  return { kind: scalarAt(text, '/kind', tree), name: scalarAt(text, '/metadata/name', tree), namespace: scalarAt(text, '/metadata/namespace', tree) };
}

/** Where the manifest belongs, or what is missing to say so. */
export function referenceOf(text: string, kinds: readonly Kind[], place: { cluster: string; namespace: string }): { ref: ResourceRef } | { missing: string; pointer: string } {
  const { kind, name, namespace } = identityOf(text);
  const known = kinds.find((each) => each.kind === kind);
  if (!kind) return { missing: 'kind is missing: say what this is, for example “kind: KafkaTopic”.', pointer: '/kind' };
  if (!known) return { missing: `${kind} is not a kind that Nexa operates.`, pointer: '/kind' };
  if (!name) return { missing: 'metadata.name is missing.', pointer: '/metadata' };
  if (!place.cluster) return { missing: 'Choose a cluster.', pointer: '' };
  if (!namespace && !place.namespace) return { missing: 'Choose a namespace, or say it in metadata.namespace.', pointer: '/metadata' };
  return { ref: { cluster: place.cluster, namespace: namespace ?? place.namespace, plural: known.plural, name } };
}
