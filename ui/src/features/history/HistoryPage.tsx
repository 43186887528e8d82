import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { PastApplication } from '@/api/types';
import { stateLook } from '@/features/resources/panels/HistoryPanel';
import { useCan, useMe } from '@/shared/data/me';
import { useScope } from '@/shared/data/scope';
import { joinList, splitList, toggled } from '@/shared/lib/search';
import { parseTime, shortDuration } from '@/shared/lib/time';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { FilterChips } from '@/shared/table/FilterChips';
import { FilterMenu } from '@/shared/table/FilterMenu';
import { Pager } from '@/shared/table/Pager';
import { TextFilter } from '@/shared/table/TextFilter';
import { pageSize, usePaging } from '@/shared/table/paging';
import { ClusterName } from '@/shared/ui/ClusterName';
import { PageHead } from '@/shared/ui/PageHead';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { Empty, Failure, FailureAlert, Forbidden } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { HistoryIcon, SearchIcon } from '@/shared/ui/icons';
import { usePast } from './usePast';

/** The states in which an application ends, or went before it did. */
const states = ['COMPLETED', 'FAILED', 'SUBMISSION_FAILED', 'RUNNING', 'SUSPENDED'];

interface Filters {
  name?: string | undefined;
  state?: string | undefined;
}

/** Each filter in words, with what remains when it is closed. */
export function chipsOf({ name, state }: Filters): { words: string; without: Filters }[] {
  return [
    ...(name ? [{ words: `Name: …${name}…`, without: { name: undefined } }] : []),
    ...splitList(state).map((value) => ({ words: `Ended as: ${value}`, without: { state: joinList(splitList(state).filter((other) => other !== value)) } })),
  ];
}

/** "2h 5m": from its first sight to its end. */
export function lifetime({ began, ended }: Pick<PastApplication, 'began' | 'ended'>): string {
  const [from, to] = [parseTime(began), parseTime(ended)];
  return from === null || to === null ? '–' : shortDuration((to - from) / 1000);
}

const columns: Column<PastApplication>[] = [
  { id: 'name', title: 'Application', cell: (each) => <ResourceLink {...each} />, text: (each) => each.name },
  { id: 'state', title: 'Ended as', cell: (each) => (each.state === '' ? <span className="nx-subtle">unknown</span> : <StatusText look={stateLook(each.state)} />), text: (each) => each.state },
  { id: 'words', title: 'What was said', wide: true, cell: (each) => (each.message === '' ? <span className="nx-subtle">–</span> : <span className="nx-small nx-break">{each.words}</span>), text: (each) => each.words },
  { id: 'attempt', title: 'Attempts', align: 'end', cell: (each) => each.attempt, text: (each) => String(each.attempt) },
  { id: 'cluster', title: 'Cluster', cell: (each) => <ClusterName name={each.cluster} />, text: (each) => each.cluster },
  { id: 'namespace', title: 'Namespace', cell: (each) => each.namespace, text: (each) => each.namespace },
  { id: 'lived', title: 'Lived', align: 'end', cell: lifetime, text: lifetime },
  { id: 'ended', title: 'Went', align: 'end', cell: (each) => <TimeAgo at={each.ended} />, text: (each) => each.ended },
];

export function HistoryPage() {
  const can = useCan();
  const me = useMe();
  if (me.data && !can('resources:read')) return <Forbidden permission="resources:read" />;
  return <Past />;
}

function Past() {
  const search = useSearch({ from: '/shell/history' });
  const navigate = useNavigate({ from: '/history' });
  const scope = useScope();
  const past = usePast({ ...search, ...scope.params });
  const { cursor: _cursor, page: _page, ...filter } = search;
  const paging = usePaging(`past ${JSON.stringify({ ...filter, ...scope.params })}`, search, past.data?.next_cursor);
  const chips = chipsOf(search);
  const apply = (change: Filters) => void navigate({ to: '.', search: (old) => ({ ...old, ...change, page: undefined, cursor: undefined }), replace: 'name' in change });
  const clear = () => apply({ name: undefined, state: undefined });
  return (
    <div className="nx-stack">
      <PageHead title="Past applications">
        <p className="nx-subtle">Spark applications whose objects are not on their clusters any more. Their states and logs are kept for 30 days.</p>
      </PageHead>
      <div className="nx-panel">
        <Toolbar inset={{ default: 'insetMd' }}>
          <ToolbarContent>
            <ToolbarItem>
              <TextFilter words="Name contains" value={search.name} onApply={(name) => apply({ name })} hotkey />
            </ToolbarItem>
            <ToolbarItem>
              <FilterMenu
                title="Ended as"
                chosen={splitList(search.state)}
                onToggle={(value) => apply({ state: toggled(search.state, value) })}
                options={states.map((state) => ({ value: state, label: <StatusText look={stateLook(state)} /> }))}
              />
            </ToolbarItem>
            <ToolbarItem align={{ default: 'alignEnd' }}>
              <Pager page={paging.page} size={pageSize} shown={past.data?.items.length ?? 0} total={past.data?.total} onNext={paging.onNext} onPrevious={paging.onPrevious} />
            </ToolbarItem>
          </ToolbarContent>
          <FilterChips chips={chips.map(({ words, without }) => ({ words, onClose: () => apply(without) }))} onClear={clear} />
        </Toolbar>
        {past.isError && past.data && <FailureAlert error={past.error} title="The list is not up to date" onRetry={() => void past.refetch()} />}
        {past.isError && !past.data ? (
          <Failure error={past.error} title="The past applications could not be loaded" onRetry={() => void past.refetch()} />
        ) : (
          <DataTable
            label="Past applications"
            columns={columns}
            rows={past.data?.items}
            rowKey={(each) => `${each.cluster}/${each.namespace}/${each.name}/${each.uid}`}
            onOpen={({ cluster, namespace, plural, name }) => void navigate({ to: '/clusters/$cluster/namespaces/$namespace/$plural/$name', params: { cluster, namespace, plural, name } })}
            isStale={past.isPlaceholderData}
            empty={
              chips.length > 0 ? (
                <Empty title="No past application matches the filter" icon={SearchIcon} actions={<Button variant="link" onClick={clear}>Clear the filter</Button>}>
                  Others may have gone in this scope.
                </Empty>
              ) : (
                <Empty title="No application has gone yet" icon={HistoryIcon}>
                  When an application is deleted, or its time to live is over, it appears here with its states and logs.
                </Empty>
              )
            }
          />
        )}
      </div>
    </div>
  );
}
