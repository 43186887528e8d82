import { Button } from '@patternfly/react-core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { RunItem } from '@/api/types';
import { useCan, useMe } from '@/shared/data/me';
import { kindWords } from '@/shared/lib/format';
import { runLook } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Pager } from '@/shared/table/Pager';
import { pageSize, usePaging } from '@/shared/table/paging';
import { ClusterName } from '@/shared/ui/ClusterName';
import { PageHead } from '@/shared/ui/PageHead';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { Took } from '@/shared/ui/RunProgress';
import { Empty, Failure, FailureAlert, Forbidden } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { RunsIcon, SearchIcon } from '@/shared/ui/icons';
import { chipsOf, RunsToolbar } from './RunsToolbar';
import { useRuns } from './useRuns';

const columns: Column<RunItem>[] = [
  {
    id: 'state',
    title: 'State',
    cell: (run) => (
      <Link to="/runs/$id" params={{ id: run.id }} className="nx-link nx-link--strong">
        <StatusText look={runLook[run.state]} />
      </Link>
    ),
    text: (run) => run.state,
  },
  {
    id: 'resource',
    title: 'Resource',
    cell: (run) => (
      <span className="nx-row">
        <ResourceLink {...run} className="nx-link nx-break" /> <span className="nx-small nx-subtle">{kindWords(run.kind)}</span>
      </span>
    ),
    text: (run) => run.name,
  },
  { id: 'action', title: 'Action', cell: (run) => run.action, text: (run) => run.action },
  { id: 'message', title: 'Message', wide: true, cell: (run) => (run.words ? <span className="nx-small nx-break">{run.words}</span> : <span className="nx-subtle">–</span>), text: (run) => run.words },
  { id: 'cluster', title: 'Cluster', cell: (run) => <ClusterName name={run.cluster} />, text: (run) => run.cluster },
  { id: 'namespace', title: 'Namespace', cell: (run) => run.namespace, text: (run) => run.namespace },
  { id: 'author', title: 'By', cell: (run) => run.author, text: (run) => run.author },
  { id: 'took', title: 'Took', align: 'end', cell: (run) => <Took run={run} />, text: () => '' },
  { id: 'created', title: 'Asked for', align: 'end', cell: (run) => <TimeAgo at={run.created_at} />, text: (run) => run.created_at },
];

export function RunsPage() {
  const can = useCan();
  const me = useMe();
  if (me.data && !can('runs:read')) return <Forbidden permission="runs:read" />;
  return <Runs />;
}

function Runs() {
  const search = useSearch({ from: '/shell/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const runs = useRuns({ ...search });
  const { cursor: _cursor, page: _page, ...filter } = search;
  const paging = usePaging(`runs ${JSON.stringify(filter)}`, search, runs.data?.next_cursor);
  const filtered = chipsOf(search).length > 0;
  return (
    <div className="nx-stack">
      <PageHead title="Runs">
        <p className="nx-subtle">A run carries one change to its cluster, step by step.</p>
      </PageHead>
      <div className="nx-panel">
        <RunsToolbar search={search}>
          <Pager page={paging.page} size={pageSize} shown={runs.data?.items.length ?? 0} total={runs.data?.total} onNext={paging.onNext} onPrevious={paging.onPrevious} />
        </RunsToolbar>
        {runs.isError && runs.data && <FailureAlert error={runs.error} title="The runs are not up to date" onRetry={() => void runs.refetch()} />}
        {runs.isError && !runs.data ? (
          <Failure error={runs.error} title="The runs could not be loaded" onRetry={() => void runs.refetch()} />
        ) : (
          <DataTable
            label="Runs"
            columns={columns}
            rows={runs.data?.items}
            rowKey={(run) => run.id}
            version={(run) => Object.keys(runLook).indexOf(run.state) + run.attempt * 10}
            onOpen={(run) => void navigate({ to: '/runs/$id', params: { id: run.id } })}
            isStale={runs.isPlaceholderData}
            empty={
              filtered ? (
                <Empty
                  title="No run matches the filter"
                  icon={SearchIcon}
                  actions={
                    <Button variant="link" onClick={() => void navigate({ to: '.', search: ({ cluster, namespace }) => ({ cluster, namespace }) })}>
                      Clear the filter
                    </Button>
                  }
                >
                  Other runs may exist in this scope.
                </Empty>
              ) : (
                <Empty title="No runs yet" icon={RunsIcon}>
                  When a resource is created, changed or deleted through Nexa, its run appears here with every step.
                </Empty>
              )
            }
          />
        )}
      </div>
    </div>
  );
}
