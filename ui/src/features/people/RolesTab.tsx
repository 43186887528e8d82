import { Button, Checkbox, Form, FormGroup, Label, Modal, ModalBody, ModalFooter, ModalHeader, TextInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import type { IAction } from '@patternfly/react-table';
import { useState } from 'react';
import type { Permission, Role } from '@/api/types';
import { useCan } from '@/shared/data/me';
import { formatNumber } from '@/shared/lib/format';
import { permissionWords } from '@/shared/lib/permissions';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';
import { Empty, Failure, FailureAlert } from '@/shared/ui/States';
import { AddIcon, LockIcon, OkIcon } from '@/shared/ui/icons';
import { permissionGroups, permissionSummary } from './scope';
import { namePattern } from './UserDialogs';
import { useRemoveRole, useRoles, useSaveRole } from './usePeople';

function columnsOf(onOpen: (role: Role) => void): Column<Role>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      cell: (role) => (
        <Button variant="link" isInline onClick={() => onOpen(role)}>
          {role.name}
        </Button>
      ),
      text: (role) => role.name,
    },
    { id: 'description', title: 'For', wide: true, cell: (role) => role.description || <span className="nx-subtle">–</span>, text: (role) => role.description },
    { id: 'permissions', title: 'Allows', wide: true, cell: (role) => <span className="nx-small">{permissionSummary(role.permissions)}</span>, text: (role) => role.permissions.join(' ') },
    { id: 'kind', title: 'Made by', cell: (role) => (role.built_in ? <Label variant="outline">Nexa</Label> : 'you'), text: (role) => (role.built_in ? 'Nexa' : 'you') },
    { id: 'bindings', title: 'Given', align: 'end', cell: (role) => formatNumber(role.bindings), text: (role) => String(role.bindings) },
  ];
}

/** The roles: permissions under a name. */
export function RolesTab() {
  const roles = useRoles(true);
  const can = useCan();
  const [open, setOpen] = useState<{ role?: Role; isNew?: boolean; remove?: boolean } | null>(null);
  const write = can('roles:write');
  const close = () => setOpen(null);
  const actions = (role: Role): IAction[] =>
    role.built_in
      ? [{ title: 'Copy as a new role', onClick: () => setOpen({ role, isNew: true }) }]
      : [
          { title: 'Edit', onClick: () => setOpen({ role }) },
          { title: 'Copy as a new role', onClick: () => setOpen({ role, isNew: true }) },
          { isSeparator: true },
          { title: 'Remove', isDanger: true, onClick: () => setOpen({ role, remove: true }) },
        ];
  return (
    <div className="nx-panel">
      {write && (
        <Toolbar inset={{ default: 'insetMd' }}>
          <ToolbarContent>
            <ToolbarItem>
              <Button icon={<AddIcon />} onClick={() => setOpen({ isNew: true })}>
                Make a role
              </Button>
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
      )}
      {roles.isError && !roles.data ? (
        <Failure error={roles.error} title="The roles could not be loaded" onRetry={() => void roles.refetch()} />
      ) : (
        <DataTable
          label="Roles"
          columns={columnsOf((role) => setOpen({ role }))}
          rows={roles.data}
          rowKey={(role) => role.name}
          onOpen={(role) => setOpen({ role })}
          {...(write ? { actions } : {})}
          empty={
            <Empty title="No roles" icon={LockIcon}>
              A role is a set of permissions under a name.
            </Empty>
          }
        />
      )}
      {open && !open.remove && <RoleDialog role={open.role} isNew={open.isNew ?? false} mayWrite={write} onClose={close} />}
      {open?.remove && open.role && <RemoveRoleDialog role={open.role} onClose={close} />}
    </div>
  );
}

function RoleDialog({ role, isNew, mayWrite, onClose }: { role: Role | undefined; isNew: boolean; mayWrite: boolean; onClose: () => void }) {
  const [name, setName] = useState(isNew ? '' : (role?.name ?? ''));
  const [description, setDescription] = useState(role?.description ?? '');
  const [chosen, setChosen] = useState<readonly Permission[]>(role?.permissions ?? []);
  const save = useSaveRole(isNew);
  const fixed = !mayWrite || (!isNew && role?.built_in === true);
  const ready = namePattern.test(name) && chosen.length > 0;
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="role-title">
      <ModalHeader
        title={isNew ? 'Make a role' : `Role ${role?.name ?? ''}`}
        labelId="role-title"
        description={!isNew && role?.built_in ? 'Nexa made this role: it can’t be changed, but copied.' : 'Where a role is given already, you can add only what you may do there yourself.'}
      />
      <ModalBody>
        <Form
          id="role-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready && !fixed) save.mutate({ name, description: description.trim(), permissions: [...chosen] }, { onSuccess: onClose });
          }}
        >
          {save.isError && <FailureAlert error={save.error} title="The role was not saved" />}
          {isNew && (
            <FormGroup label="Name" fieldId="role-name" isRequired>
              <TextInput id="role-name" value={name} onChange={(_, value) => setName(value)} autoFocus autoComplete="off" spellCheck={false} validated={name === '' || namePattern.test(name) ? 'default' : 'error'} />
            </FormGroup>
          )}
          {(!fixed || description !== '') && (
            <FormGroup label="What it is for" fieldId="role-description">
              <TextInput id="role-description" value={description} onChange={(_, value) => setDescription(value)} maxLength={1000} readOnlyVariant={fixed ? 'plain' : undefined} />
            </FormGroup>
          )}
          <Permissions chosen={chosen} {...(fixed ? {} : { onChange: setChosen })} />
        </Form>
      </ModalBody>
      <ModalFooter>
        {!fixed && (
          <Button type="submit" form="role-form" isDisabled={!ready || save.isPending}>
            {save.isPending ? 'Saving' : isNew ? 'Make the role' : 'Save'}
          </Button>
        )}
        <Button variant={fixed ? 'secondary' : 'link'} onClick={onClose}>
          {fixed ? 'Close' : 'Cancel'}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** All permissions to choose from; without `onChange` those that are held, to be read. */
function Permissions({ chosen, onChange }: { chosen: readonly Permission[]; onChange?: (permissions: readonly Permission[]) => void }) {
  const groups = permissionGroups.map((group) => ({ ...group, permissions: group.permissions.filter((permission) => onChange !== undefined || chosen.includes(permission)) }));
  return (
    <div className="nx-permissions">
      {groups
        .filter(({ permissions }) => permissions.length > 0)
        .map(({ noun, permissions }) => (
          <fieldset key={noun}>
            <legend className="nx-small nx-subtle">{capital(noun)}</legend>
            {permissions.map((permission) =>
              onChange ? (
                <Checkbox
                  key={permission}
                  id={`permission-${permission}`}
                  label={capital(permissionWords[permission])}
                  description={<span className="nx-mono">{permission}</span>}
                  isChecked={chosen.includes(permission)}
                  onChange={(_, checked) => onChange(checked ? [...chosen, permission] : chosen.filter((other) => other !== permission))}
                />
              ) : (
                <span key={permission} className="nx-status nx-status--long nx-tone--success" title={permission}>
                  <OkIcon aria-hidden />
                  {capital(permissionWords[permission])}
                </span>
              ),
            )}
          </fieldset>
        ))}
    </div>
  );
}

function RemoveRoleDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const remove = useRemoveRole(role.name);
  return (
    <ConfirmDialog title={`Remove ${role.name}`} verb={`Remove ${role.name}`} busy="Removing" mutation={remove} onGo={() => remove.mutate(undefined, { onSuccess: onClose })} onClose={onClose}>
      {role.bindings > 0 ? `It is given ${formatNumber(role.bindings)} times: take it away from everybody first.` : 'Nobody has it. It can be made anew at any time.'}
    </ConfirmDialog>
  );
}
