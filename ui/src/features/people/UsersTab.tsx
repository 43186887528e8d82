import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import type { IAction } from '@patternfly/react-table';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Binding, User } from '@/api/types';
import { useCan, useMe } from '@/shared/data/me';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Pager } from '@/shared/table/Pager';
import { TextFilter } from '@/shared/table/TextFilter';
import { pageSize, usePaging } from '@/shared/table/paging';
import { Empty, Failure, FailureAlert } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { AddIcon, BanIcon, OkIcon, PersonIcon } from '@/shared/ui/icons';
import type { Look } from '@/shared/status';
import { GiveRoleDialog } from './GiveRoleDialog';
import { CreateUserDialog, DisableDialog, RemoveUserDialog, RenameDialog, ResetPasswordDialog } from './UserDialogs';
import { useBindings, useUsers } from './usePeople';

const enabled: Look = { word: 'Enabled', icon: OkIcon, tone: 'success', rank: 1 };
const disabled: Look = { word: 'Disabled', icon: BanIcon, tone: 'neutral', rank: 0 };

function columnsOf(bindings: readonly Binding[] | undefined): Column<User>[] {
  const roles = (user: User) => [...new Set(bindings?.filter((binding) => binding.user === user.name).map((binding) => binding.role))].sort().join(', ');
  return [
    { id: 'name', title: 'Name', sort: 'name', cell: (user) => <strong>{user.name}</strong>, text: (user) => user.name },
    { id: 'display', title: 'Called', cell: (user) => user.display_name, text: (user) => user.display_name },
    { id: 'state', title: 'Sign-in', cell: (user) => <StatusText look={user.disabled ? disabled : enabled} />, text: (user) => (user.disabled ? 'disabled' : 'enabled') },
    ...(bindings ? [{ id: 'roles', title: 'Roles', wide: true, cell: (user: User) => roles(user) || <span className="nx-subtle">none: may do nothing</span>, text: roles }] : []),
    { id: 'created', title: 'Added', sort: 'created_at', align: 'end', cell: (user) => <TimeAgo at={user.created_at} />, text: (user) => user.created_at },
  ];
}

type Dialog = 'create' | 'rename' | 'password' | 'disable' | 'remove' | 'role';

/** Who may sign in. */
export function UsersTab() {
  const search = useSearch({ from: '/shell/people' });
  const navigate = useNavigate({ from: '/people' });
  const can = useCan();
  const me = useMe().data;
  const users = useUsers(search);
  const bindings = useBindings(can('bindings:read'));
  const paging = usePaging(`users ${search.q ?? ''} ${search.sort ?? ''}`, search, users.data?.next_cursor);
  const [open, setOpen] = useState<{ dialog: Dialog; user?: User } | null>(null);
  const close = () => setOpen(null);
  const write = can('users:write');

  const actions = (user: User): IAction[] => {
    const ask = (dialog: Dialog) => () => setOpen({ dialog, user });
    const own = user.name === me?.name;
    return [
      ...(can('bindings:write') ? [{ title: 'Give a role', onClick: ask('role') }] : []),
      ...(write ? [{ title: 'Change the display name', onClick: ask('rename') }] : []),
      // Oneself changes it with the present password, on a page of one's own.
      ...(write && !own ? [{ title: 'Reset the password', onClick: ask('password') }] : []),
      ...(write && !own ? [{ isSeparator: true }, { title: user.disabled ? 'Enable' : 'Disable', onClick: ask('disable') }, { title: 'Remove', isDanger: true, onClick: ask('remove') }] : []),
    ];
  };
  const add = write && (
    <Button icon={<AddIcon />} onClick={() => setOpen({ dialog: 'create' })}>
      Add a person
    </Button>
  );
  return (
    <div className="nx-panel">
      <Toolbar inset={{ default: 'insetMd' }}>
        <ToolbarContent>
          <ToolbarItem>
            <TextFilter words="Find a person" value={search.q} onApply={(q) => void navigate({ to: '.', search: (old) => ({ ...old, q, page: undefined, cursor: undefined }), replace: true })} hotkey />
          </ToolbarItem>
          {add && <ToolbarItem>{add}</ToolbarItem>}
          <ToolbarItem align={{ default: 'alignEnd' }}>
            <Pager page={paging.page} size={pageSize} shown={users.data?.items.length ?? 0} total={users.data?.total} onNext={paging.onNext} onPrevious={paging.onPrevious} />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {users.isError && users.data && <FailureAlert error={users.error} title="The list is not up to date" onRetry={() => void users.refetch()} />}
      {users.isError && !users.data ? (
        <Failure error={users.error} title="The people could not be loaded" onRetry={() => void users.refetch()} />
      ) : (
        <DataTable
          label="People"
          columns={columnsOf(bindings.data)}
          rows={users.data?.items}
          rowKey={(user) => user.name}
          sort={search.sort ?? 'name'}
          onSort={(sort) => void navigate({ to: '.', search: (old) => ({ ...old, sort, page: undefined, cursor: undefined }) })}
          {...(write || can('bindings:write') ? { actions } : {})}
          isStale={users.isPlaceholderData}
          empty={
            <Empty title={search.q ? 'Nobody is called that' : 'Nobody yet'} icon={PersonIcon} actions={!search.q && add}>
              {search.q ? 'Names and display names are searched.' : 'Each person signs in with a name and a password, and may do what their roles allow.'}
            </Empty>
          }
        />
      )}
      {open?.dialog === 'create' && <CreateUserDialog onClose={close} />}
      {open?.user && open.dialog === 'rename' && <RenameDialog user={open.user} onClose={close} />}
      {open?.user && open.dialog === 'password' && <ResetPasswordDialog user={open.user} onClose={close} />}
      {open?.user && open.dialog === 'disable' && <DisableDialog user={open.user} onClose={close} />}
      {open?.user && open.dialog === 'remove' && <RemoveUserDialog user={open.user} onClose={close} />}
      {open?.user && open.dialog === 'role' && <GiveRoleDialog user={open.user.name} onClose={close} />}
    </div>
  );
}
