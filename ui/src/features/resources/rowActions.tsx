import type { IAction } from '@patternfly/react-table';
import type { UseNavigateResult } from '@tanstack/react-router';
import type { ResourceItem } from '@/api/types';
import type { Can } from '@/shared/data/me';

/** What may be done with one row; what may not is not offered. */
export function rowActions(item: ResourceItem, can: Can, navigate: UseNavigateResult<'/resources/$plural'>): IAction[] {
  const params = { cluster: item.cluster, namespace: item.namespace, plural: item.plural, name: item.name };
  const base = '/clusters/$cluster/namespaces/$namespace/$plural/$name';
  const tab = (title: string, name: string): IAction => ({ title, onClick: () => void navigate({ to: base, params, search: (old) => ({ cluster: old.cluster, namespace: old.namespace, tab: name }) }) });
  const write = can('resources:write', item);
  const remove = can('resources:delete', item);
  return [
    ...(write ? [{ title: 'Edit', onClick: () => void navigate({ to: `${base}/edit`, params }) }] : []),
    tab('Changes', 'changes'),
    tab('Events', 'events'),
    ...(item.kind === 'SparkApplication' && can('resources:logs', item) ? [tab('Logs', 'logs')] : []),
    tab('YAML', 'yaml'),
    ...(remove ? [{ isSeparator: true }, { title: 'Delete', isDanger: true, onClick: () => void navigate({ to: `${base}/delete`, params }) }] : []),
  ];
}
