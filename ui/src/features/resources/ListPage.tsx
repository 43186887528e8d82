import { Button, ToolbarItem } from '@patternfly/react-core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Kind, ResourceItem, ResourceRef } from '@/api/types';
import { useKind } from '@/shared/data/kinds';
import type { LiveItem } from '@/shared/data/live-cache';
import { useCan, useMe } from '@/shared/data/me';
import { count, kindInSentence } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { DataTable } from '@/shared/table/DataTable';
import { Pager } from '@/shared/table/Pager';
import { pageSize, usePaging } from '@/shared/table/paging';
import { LinkButton } from '@/shared/ui/LinkButton';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden } from '@/shared/ui/States';
import { AddIcon, SearchIcon } from '@/shared/ui/icons';
import { ActionDialog } from './actions/ActionDialog';
import { columnsOf } from './columns';
import { BulkBar } from './BulkBar';
import { HealthTally } from './HealthTally';
import { ListToolbar } from './ListToolbar';
import { RowMenu } from './RowMenu';
import { useColumnChoice } from './useColumnChoice';
import { useResourceList } from './useResourceList';
import './resources.css';

export function ListPage() {
  const { plural } = useParams({ from: '/shell/resources/$plural' });
  const kind = useKind(plural);
  const can = useCan();
  const me = useMe();
  if (me.data && !can('resources:read')) return <Forbidden permission="resources:read" />;
  if (kind.isError) return <Failure error={kind.error} title="The kinds could not be loaded" onRetry={() => void kind.refetch()} />;
  if (kind.isSuccess && !kind.data) {
    return (
      <Empty title="There is no such kind" icon={SearchIcon}>
        “{plural}” is not a kind that this version of Nexa operates.
      </Empty>
    );
  }
  // A table of its own for each kind: nothing selected or chosen is carried over.
  return <List key={plural} plural={plural} kind={kind.data} />;
}

function keyOf(item: ResourceItem): string {
  return `${item.cluster}/${item.namespace}/${item.name}`;
}

function List({ plural, kind }: { plural: string; kind: Kind | undefined }) {
  const search = useSearch({ from: '/shell/resources/$plural' });
  const navigate = useNavigate({ from: '/resources/$plural' });
  const can = useCan();
  const list = useResourceList(kind?.kind, search);
  const all = useMemo(() => columnsOf(kind?.columns ?? []), [kind]);
  const choice = useColumnChoice(plural, all);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [acting, setActing] = useState<{ reference: ResourceRef; id: string } | null>(null);
  const { cursor: _cursor, ...filter } = search;
  const paging = usePaging(`${plural} ${JSON.stringify({ ...filter, page: undefined })}`, search, list.data?.next_cursor);

  const items: readonly LiveItem[] | undefined = list.data?.items;
  const filtered = Boolean(search.q ?? search.health ?? search.sync ?? search.label);
  const title = listTitle(plural);
  const mayCreate = can('resources:write', { cluster: search.cluster });
  const go = useNavigate();
  const open = (item: ResourceItem, tail: '' | '/edit') =>
    void go({
      to: `/clusters/$cluster/namespaces/$namespace/$plural/$name${tail}`,
      params: { cluster: item.cluster, namespace: item.namespace, plural: item.plural, name: item.name },
    });
  const create = kind && mayCreate && (
    <LinkButton to="/resources/$plural/new" params={{ plural }} icon={<AddIcon />}>
      Create {kindInSentence(kind.kind)}
    </LinkButton>
  );

  return (
    <div className="nx-stack">
      <PageHead title={title} actions={create}>
        <HealthTally counts={list.data?.counts} />
      </PageHead>
      <div className="nx-panel">
        <ListToolbar params={list.params} columns={all} choice={choice} plural={plural} counts={list.data?.counts}>
          <ToolbarItem align={{ default: 'alignEnd' }}>
            <Pager page={paging.page} size={pageSize} shown={items?.length ?? 0} total={list.data?.total} onNext={paging.onNext} onPrevious={paging.onPrevious} />
          </ToolbarItem>
        </ListToolbar>
        <BulkBar items={items?.filter((item) => selected.has(keyOf(item))) ?? []} columns={all} plural={plural} actions={kind?.actions ?? []} onClear={() => setSelected(new Set())} />
        {list.newer.length > 0 && (
          <div className="nx-newer" role="status">
            <Button variant="link" isInline onClick={() => void list.refetch()}>
              {count(list.newer.length, 'newer')}, show
            </Button>
          </div>
        )}
        {list.isError && items && <FailureAlert error={list.error} title="The list is not up to date" onRetry={() => void list.refetch()} />}
        {list.isError && !items ? (
          <Failure error={list.error} title={`${title} could not be loaded`} onRetry={() => void list.refetch()} />
        ) : (
          <DataTable
            label={title}
            columns={choice.shown}
            rows={items}
            rowKey={keyOf}
            version={(item) => item.sequence}
            isGone={(item: LiveItem) => item.gone ?? false}
            sort={search.sort ?? 'name'}
            onSort={(sort) => void navigate({ to: '.', search: (old) => ({ ...old, sort, page: undefined, cursor: undefined }) })}
            menu={(item) => <RowMenu item={item} onAct={(reference, id) => setActing({ reference, id })} />}
            selected={selected}
            onSelect={setSelected}
            onOpen={(item) => open(item, '')}
            onEdit={(item) => can('resources:write', item) && open(item, '/edit')}
            isStale={list.isPlaceholderData}
            empty={
              filtered ? (
                <Empty
                  title="Nothing matches the filter"
                  icon={SearchIcon}
                  actions={
                    <Button variant="link" onClick={() => void navigate({ to: '.', search: ({ cluster, namespace }) => ({ cluster, namespace }) })}>
                      Clear the filter
                    </Button>
                  }
                >
                  {title} may exist that the filter hides.
                </Empty>
              ) : (
                <Empty title={`No ${title.replace(/^(Kafka|Spark) /, '')} here`} icon={AddIcon} actions={create}>
                  {search.cluster || search.namespace ? 'There are none in this scope. A wider scope may have some.' : 'What exists on the clusters appears here by itself.'}
                  {!mayCreate && ' To create one, the right resources:write is needed; an administrator can give it.'}
                </Empty>
              )
            }
          />
        )}
      </div>
      {acting && <ActionDialog reference={acting.reference} id={acting.id} onClose={() => setActing(null)} />}
    </div>
  );
}
