import { Button, Modal, ModalBody, ModalFooter, ModalHeader, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import type { IAction } from '@patternfly/react-table';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { PolicyItem } from '@/api/types';
import { useCan, useMe } from '@/shared/data/me';
import { useScope } from '@/shared/data/scope';
import { count } from '@/shared/lib/format';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { TextFilter } from '@/shared/table/TextFilter';
import { ClusterName } from '@/shared/ui/ClusterName';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden, Lines } from '@/shared/ui/States';
import { TimeAgo } from '@/shared/ui/Times';
import { AddIcon, LockIcon, SearchIcon } from '@/shared/ui/icons';
import { PolicyDialog, PolicyWords } from './PolicyDialog';
import { usePolicies, useRemovePolicy } from './usePolicies';
import { policyWords } from './words';
import './policies.css';

function columnsOf(onOpen: (item: PolicyItem) => void): Column<PolicyItem>[] {
  return [
    {
      id: 'namespace',
      title: 'Namespace',
      cell: (item) => (
        <Button variant="link" isInline onClick={() => onOpen(item)}>
          {item.namespace}
        </Button>
      ),
      text: (item) => item.namespace,
    },
    { id: 'cluster', title: 'Cluster', cell: (item) => <ClusterName name={item.cluster} />, text: (item) => item.cluster },
    { id: 'words', title: 'What it does', wide: true, cell: (item) => <PolicyWords policy={item.policy} />, text: (item) => policyWords(item.policy).join(' ') },
    { id: 'created', title: 'First set', align: 'end', cell: (item) => <TimeAgo at={item.created_at} />, text: (item) => item.created_at },
  ];
}

/** What may be run in which namespace. */
export function PoliciesPage() {
  const can = useCan();
  const me = useMe();
  if (!me.data) return <Lines count={8} />;
  if (!can('policies:read')) return <Forbidden permission="policies:read" />;
  return <Policies />;
}

const keyOf = (item: PolicyItem) => `${item.cluster}/${item.namespace}`;

function Policies() {
  const search = useSearch({ from: '/shell/policies' });
  const navigate = useNavigate({ from: '/policies' });
  const scope = useScope();
  const policies = usePolicies();
  const can = useCan();
  const [removing, setRemoving] = useState<PolicyItem | null>(null);
  const show = (open: string | undefined) => void navigate({ to: '.', search: (old) => ({ ...old, open }), replace: true });
  const mayWrite = (item: PolicyItem) => can('policies:write', item);
  const inScope = policies.data?.filter((item) => (scope.cluster === undefined || item.cluster === scope.cluster) && (scope.namespaces.length === 0 || scope.namespaces.includes(item.namespace)));
  const rows = inScope?.filter((item) => keyOf(item).includes(search.q?.toLowerCase() ?? '')).sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  const opened = useOpened(policies.data, search.open);
  const add = can('policies:write') && (
    <Button icon={<AddIcon />} onClick={() => show('new')}>
      Add a policy
    </Button>
  );
  const actions = (item: PolicyItem): IAction[] =>
    mayWrite(item)
      ? [{ title: 'Edit', onClick: () => show(keyOf(item)) }, { isSeparator: true }, { title: 'Remove', isDanger: true, onClick: () => setRemoving(item) }]
      : [];
  return (
    <div className="nx-stack">
      <PageHead title="Namespace policies" actions={add}>
        <p className="nx-subtle">A policy says what may be run in one namespace of one cluster. Without one, everything that rights and rules allow may be.</p>
      </PageHead>
      <div className="nx-panel">
        <Toolbar inset={{ default: 'insetMd' }}>
          <ToolbarContent>
            <ToolbarItem>
              <TextFilter words="Find a cluster or namespace" value={search.q} onApply={(q) => void navigate({ to: '.', search: (old) => ({ ...old, q }), replace: true })} hotkey />
            </ToolbarItem>
            <ToolbarItem align={{ default: 'alignEnd' }} alignSelf="center">
              {rows && rows.length > 0 && <span className="nx-small nx-subtle">{count(rows.length, 'policy', 'policies')}</span>}
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        {policies.isError && policies.data && <FailureAlert error={policies.error} title="The policies are not up to date" onRetry={() => void policies.refetch()} />}
        {policies.isError && !policies.data ? (
          <Failure error={policies.error} title="The policies could not be loaded" onRetry={() => void policies.refetch()} />
        ) : (
          <DataTable
            label="Namespace policies"
            columns={columnsOf((item) => show(keyOf(item)))}
            rows={rows}
            rowKey={keyOf}
            version={(item) => item.version}
            onOpen={(item) => show(keyOf(item))}
            {...(can('policies:write') ? { actions } : {})}
            empty={
              search.q ? (
                <Empty title="No policy matches" icon={SearchIcon}>
                  Names of clusters and of namespaces are searched.
                </Empty>
              ) : (
                <Empty title="No policies here" icon={LockIcon} actions={add}>
                  With a policy a team gets a namespace of its own with limits: which kinds, images and volumes, how much CPU and memory, no access to nodes.
                </Empty>
              )
            }
          />
        )}
      </div>
      {search.open === 'new' && can('policies:write') && policies.data && <PolicyDialog known={policies.data} onClose={() => show(undefined)} />}
      {opened && mayWrite(opened) && policies.data && <PolicyDialog key={keyOf(opened)} item={opened} known={policies.data} onClose={() => show(undefined)} />}
      {opened && !mayWrite(opened) && <ReadDialog item={opened} onClose={() => show(undefined)} />}
      {removing && <RemoveDialog item={removing} onClose={() => setRemoving(null)} />}
    </div>
  );
}

/** The policy that the address names. It stays open with what one has written when somebody else removes it meanwhile. */
function useOpened(policies: readonly PolicyItem[] | undefined, open: string | undefined): PolicyItem | undefined {
  const found = policies?.find((item) => keyOf(item) === open);
  const [kept, setKept] = useState(found);
  if (found && found !== kept) setKept(found);
  return found ?? (kept && keyOf(kept) === open ? kept : undefined);
}

/** For one who may not change it. */
function ReadDialog({ item, onClose }: { item: PolicyItem; onClose: () => void }) {
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="policy-title">
      <ModalHeader title={`Policy of ${item.cluster} / ${item.namespace}`} labelId="policy-title" description="You may see it. To change it takes the right policies:write there." />
      <ModalBody>
        <PolicyWords policy={item.policy} />
      </ModalBody>
      <ModalFooter>
        <Button variant="secondary" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function RemoveDialog({ item, onClose }: { item: PolicyItem; onClose: () => void }) {
  const remove = useRemovePolicy(item);
  return (
    <ConfirmDialog title={`Remove the policy of ${item.namespace}`} verb="Remove the policy" busy="Removing" mutation={remove} onGo={() => remove.mutate(undefined, { onSuccess: onClose })} onClose={onClose}>
      From then on everything that rights and rules allow may be run in {item.cluster} / {item.namespace}. What runs there is left alone.
    </ConfirmDialog>
  );
}
