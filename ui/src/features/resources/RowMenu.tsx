import { Divider, DropdownGroup, DropdownItem, DropdownList } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ResourceItem, ResourceRef } from '@/api/types';
import { actionsOptions, useActions } from '@/shared/data/actions';
import { refOf } from '@/shared/data/keys';
import { useCan } from '@/shared/data/me';
import { Menu } from '@/shared/ui/Menu';
import { MenuIcon } from '@/shared/ui/icons';
import { ActionItem } from './actions/ActionMenu';

interface Props {
  item: ResourceItem;
  onAct: (ref: ResourceRef, action: string) => void;
}

const base = '/clusters/$cluster/namespaces/$namespace/$plural/$name';

/** What may be done with one row; what may not is not offered. */
export function RowMenu({ item, onAct }: Props) {
  const can = useCan();
  const navigate = useNavigate();
  const client = useQueryClient();
  const params = refOf(item);
  const mayAct = can('actions:execute', item);
  const tab = (name: string) => void navigate({ to: base, params, search: (old) => ({ cluster: old.cluster, namespace: old.namespace, tab: name }) });
  // Asked for on the way to the menu, so that it is whole when it opens.
  const look = () => {
    if (mayAct) void client.query(actionsOptions(params)).catch(() => undefined);
  };
  return (
    <Menu
      shouldFocusFirstItemOnOpen
      shouldFocusToggleOnSelect
      isScrollable
      maxMenuHeight="70vh"
      className="nx-row-menu"
      popperProps={{ position: 'right', appendTo: () => document.body }}
      toggle={{ variant: 'plain', 'aria-label': `Menu of ${item.name}`, onPointerEnter: look, onFocus: look, icon: <MenuIcon /> }}
    >
      <DropdownList>
        {can('resources:write', item) && <DropdownItem onClick={() => void navigate({ to: `${base}/edit`, params })}>Edit</DropdownItem>}
        <DropdownItem onClick={() => tab('changes')}>Changes</DropdownItem>
        <DropdownItem onClick={() => tab('events')}>Events</DropdownItem>
        {item.kind === 'SparkApplication' && can('resources:logs', item) && <DropdownItem onClick={() => tab('logs')}>Logs</DropdownItem>}
        <DropdownItem onClick={() => tab('yaml')}>YAML</DropdownItem>
        {can('resources:delete', item) && (
          <DropdownItem isDanger onClick={() => void navigate({ to: `${base}/delete`, params })}>
            Delete
          </DropdownItem>
        )}
      </DropdownList>
      {mayAct && <Offered reference={params} onAct={onAct} />}
    </Menu>
  );
}

/** What can be done with it now. Last in the menu: what is there already does not move when the answer comes. */
function Offered({ reference, onAct }: { reference: ResourceRef; onAct: Props['onAct'] }) {
  const actions = useActions(reference);
  const offered = actions.data?.items.filter((action) => action.offered) ?? [];
  if (actions.isSuccess && offered.length === 0) return null;
  return (
    <>
      <Divider />
      <DropdownGroup label="Actions">
        <DropdownList>
          {actions.isPending && <DropdownItem isAriaDisabled>Asking what can be done</DropdownItem>}
          {actions.isError && <DropdownItem isAriaDisabled>{actions.error.message}</DropdownItem>}
          {offered.map((action) => (
            <ActionItem key={action.id} action={action} onChoose={(id) => onAct(reference, id)} />
          ))}
        </DropdownList>
      </DropdownGroup>
    </>
  );
}
