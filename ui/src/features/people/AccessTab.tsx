import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Binding } from '@/api/types';
import { useCan } from '@/shared/data/me';
import { count } from '@/shared/lib/format';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { TextFilter } from '@/shared/table/TextFilter';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';
import { Empty, Failure } from '@/shared/ui/States';
import { TimeAgo } from '@/shared/ui/Times';
import { AddIcon, PersonIcon } from '@/shared/ui/icons';
import { GiveRoleDialog } from './GiveRoleDialog';
import { scopeWords } from './scope';
import { useBindings, useTakeRole } from './usePeople';

const columns: Column<Binding>[] = [
  { id: 'user', title: 'Person', cell: (binding) => <strong>{binding.user}</strong>, text: (binding) => binding.user },
  { id: 'role', title: 'Role', cell: (binding) => binding.role, text: (binding) => binding.role },
  { id: 'clusters', title: 'Clusters', wide: true, cell: (binding) => scopeWords(binding.clusters, 'clusters'), text: (binding) => scopeWords(binding.clusters, 'clusters') },
  { id: 'namespaces', title: 'Namespaces', wide: true, cell: (binding) => scopeWords(binding.namespaces, 'namespaces'), text: (binding) => scopeWords(binding.namespaces, 'namespaces') },
  { id: 'created', title: 'Given', align: 'end', cell: (binding) => <TimeAgo at={binding.created_at} />, text: (binding) => binding.created_at },
];

/** Who has which role where. */
export function AccessTab() {
  const search = useSearch({ from: '/shell/people' });
  const navigate = useNavigate({ from: '/people' });
  const bindings = useBindings(true);
  const can = useCan();
  const [giving, setGiving] = useState(false);
  const [taking, setTaking] = useState<Binding | null>(null);
  const write = can('bindings:write');
  const wanted = search.user?.toLowerCase() ?? '';
  const rows = bindings.data
    ?.filter((binding) => binding.user.toLowerCase().includes(wanted) || binding.role.toLowerCase().includes(wanted))
    .sort((a, b) => a.user.localeCompare(b.user) || a.role.localeCompare(b.role));
  const give = write && (
    <Button icon={<AddIcon />} onClick={() => setGiving(true)}>
      Give a role
    </Button>
  );
  return (
    <div className="nx-panel">
      <Toolbar inset={{ default: 'insetMd' }}>
        <ToolbarContent>
          <ToolbarItem>
            <TextFilter words="Find a person or role" value={search.user} onApply={(user) => void navigate({ to: '.', search: (old) => ({ ...old, user }), replace: true })} hotkey />
          </ToolbarItem>
          {give && <ToolbarItem>{give}</ToolbarItem>}
          <ToolbarItem align={{ default: 'alignEnd' }} alignSelf="center">
            {rows && rows.length > 0 && <span className="nx-small nx-subtle">{count(rows.length, 'role given', 'roles given')}</span>}
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {bindings.isError && !bindings.data ? (
        <Failure error={bindings.error} title="Who has which role could not be loaded" onRetry={() => void bindings.refetch()} />
      ) : (
        <DataTable
          label="Who has which role"
          columns={columns}
          rows={rows}
          rowKey={(binding) => binding.id}
          {...(write ? { actions: (binding: Binding) => [{ title: 'Take away', isDanger: true, onClick: () => setTaking(binding) }] } : {})}
          empty={
            <Empty title={wanted ? 'Nothing matches' : 'No role is given'} icon={PersonIcon} actions={!wanted && give}>
              {wanted ? 'Names of people and of roles are searched.' : 'Until a person has a role they may do nothing.'}
            </Empty>
          }
        />
      )}
      {giving && <GiveRoleDialog onClose={() => setGiving(false)} />}
      {taking && <TakeDialog binding={taking} onClose={() => setTaking(null)} />}
    </div>
  );
}

function TakeDialog({ binding, onClose }: { binding: Binding; onClose: () => void }) {
  const take = useTakeRole(binding.id);
  return (
    <ConfirmDialog title={`Take ${binding.role} away from ${binding.user}`} verb="Take it away" busy="Taking it away" mutation={take} onGo={() => take.mutate(undefined, { onSuccess: onClose })} onClose={onClose}>
      {binding.user} is no longer {binding.role} on {scopeWords(binding.clusters, 'clusters')}, in {scopeWords(binding.namespaces, 'namespaces')}. It holds from their next request on.
    </ConfirmDialog>
  );
}
