import { Button, Drawer, DrawerContent, DrawerContentBody } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AuditItem } from '@/api/types';
import { useCan, useMe } from '@/shared/data/me';
import { kindWords } from '@/shared/lib/format';
import { useNow } from '@/shared/lib/now';
import { outcomeLook } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Pager } from '@/shared/table/Pager';
import { pageSize, usePaging } from '@/shared/table/paging';
import { ClusterName } from '@/shared/ui/ClusterName';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden, Lines } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { AuditIcon, SearchIcon } from '@/shared/ui/icons';
import { AuditPanel } from './AuditPanel';
import { AuditToolbar } from './AuditToolbar';
import { ChainState } from './ChainState';
import { useAudit } from './useAudit';
import './audit.css';

function columns(onOpen: (item: AuditItem) => void): Column<AuditItem>[] {
  return [
    { id: 'at', title: 'When', cell: (item) => <TimeAgo at={item.at} />, text: (item) => item.at },
    { id: 'who', title: 'Who', cell: (item) => item.who || <span className="nx-subtle">nobody</span>, text: (item) => item.who },
    {
      id: 'what',
      title: 'What',
      cell: (item) => (
        <Button variant="link" isInline onClick={() => onOpen(item)}>
          {item.what}
        </Button>
      ),
      text: (item) => item.what,
    },
    { id: 'outcome', title: 'Outcome', cell: (item) => <StatusText look={outcomeLook(item.outcome)} />, text: (item) => item.outcome },
    { id: 'object', title: 'On', cell: (item) => <ObjectName item={item} />, text: (item) => `${item.kind} ${item.name}`.trim() },
    { id: 'cluster', title: 'Cluster', cell: (item) => (item.cluster ? <ClusterName name={item.cluster} /> : '–'), text: (item) => item.cluster },
    { id: 'namespace', title: 'Namespace', cell: (item) => item.namespace || '–', text: (item) => item.namespace },
    { id: 'from', title: 'From', cell: (item) => (item.remote_address ? <span className="nx-mono">{item.remote_address}</span> : '–'), text: (item) => item.remote_address },
  ];
}

function ObjectName({ item }: { item: AuditItem }) {
  if (!item.name && !item.kind) return <>–</>;
  return (
    <>
      {item.name} <span className="nx-small nx-subtle">{item.kind && kindWords(item.kind)}</span>
    </>
  );
}

/** What the panel beside the list says anyway. */
const beside = new Set(['cluster', 'namespace', 'from']);

/** Who did what, where, when, and how it ended. */
export function AuditPage() {
  const can = useCan();
  const me = useMe();
  if (!me.data) return <Lines count={8} />;
  if (!can('audit:read')) return <Forbidden permission="audit:read" />;
  return <Audit />;
}

function Audit() {
  const search = useSearch({ from: '/shell/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const audit = useAudit(search, useNow(60_000));
  const { cursor: _cursor, page: _page, open, ...filter } = search;
  const paging = usePaging(`audit ${JSON.stringify(filter)}`, search, audit.data?.next_cursor);

  const show = (sequence: number | undefined) => void navigate({ to: '.', search: (old) => ({ ...old, open: sequence === undefined ? undefined : String(sequence) }), replace: true });
  const item = audit.data?.items.find((each) => String(each.sequence) === open);
  const filtered = Boolean(search.who ?? search.what ?? search.outcome ?? search.q ?? search.since ?? search.from ?? search.to);
  return (
    <div className="nx-stack">
      <PageHead title="Audit">
        <ChainState />
      </PageHead>
      <Drawer isExpanded={item !== undefined} isInline className="nx-audit">
        <DrawerContent panelContent={item ? <AuditPanel item={item} onClose={() => show(undefined)} /> : null}>
          <DrawerContentBody>
            <div className="nx-panel">
              <AuditToolbar search={search} params={audit.params} columns={columns(() => undefined)}>
                <Pager page={paging.page} size={pageSize} shown={audit.data?.items.length ?? 0} total={audit.data?.total} onNext={paging.onNext} onPrevious={paging.onPrevious} />
              </AuditToolbar>
              {audit.isError && audit.data && <FailureAlert error={audit.error} title="The audit trail is not up to date" onRetry={() => void audit.refetch()} />}
              {audit.isError && !audit.data ? (
                <Failure error={audit.error} title="The audit trail could not be loaded" onRetry={() => void audit.refetch()} />
              ) : (
                <DataTable
                  label="Audit"
                  columns={columns((each) => show(each.sequence)).filter((column) => !item || !beside.has(column.id))}
                  rows={audit.data?.items}
                  rowKey={(each) => String(each.sequence)}
                  onOpen={(each) => show(each.sequence)}
                  openKey={open}
                  isStale={audit.isPlaceholderData}
                  empty={
                    filtered ? (
                      <Empty
                        title="No record matches the filter"
                        icon={SearchIcon}
                        actions={
                          <Button variant="link" onClick={() => void navigate({ to: '.', search: ({ cluster, namespace }) => ({ cluster, namespace }) })}>
                            Clear the filter
                          </Button>
                        }
                      >
                        Other records may exist in this scope.
                      </Empty>
                    ) : (
                      <Empty title="No records yet" icon={AuditIcon}>
                        Everything that changes something, or tries to, leaves a record here that can’t be altered unseen.
                      </Empty>
                    )
                  }
                />
              )}
            </div>
          </DrawerContentBody>
        </DrawerContent>
      </Drawer>
    </div>
  );
}
