import { Link } from '@tanstack/react-router';
import type { ResourceItem, ResourceRef } from '@/api/types';
import { refOf } from '@/shared/data/keys';
import { healthLook } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Empty, FailureAlert } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { ScheduleIcon } from '@/shared/ui/icons';
import { text } from '../kinds/fact';
import { useScheduledRuns } from './data';

const columns: Column<ResourceItem>[] = [
  {
    id: 'name',
    title: 'Run',
    cell: (run) => (
      <Link to="/clusters/$cluster/namespaces/$namespace/$plural/$name" params={refOf(run)} className="nx-link nx-break">
        {run.name}
      </Link>
    ),
    text: (run) => run.name,
  },
  { id: 'health', title: 'Health', cell: (run) => <StatusText look={healthLook[run.health]} />, text: (run) => run.health },
  { id: 'state', title: 'State', cell: (run) => text(run.summary.state) ?? '–', text: (run) => text(run.summary.state) ?? '' },
  { id: 'why', title: 'Words', wide: true, cell: (run) => <span className="nx-small nx-break">{run.words || '–'}</span>, text: (run) => run.words },
  { id: 'created', title: 'Began', align: 'end', cell: (run) => <TimeAgo at={run.created_at} />, text: (run) => run.created_at ?? '' },
];

/** The runs that a schedule has made and that are still there. */
export function ScheduleRunsPanel({ reference }: { reference: ResourceRef }) {
  const runs = useScheduledRuns(reference);
  return (
    <section className="nx-panel" aria-labelledby="scheduled-runs">
      <div className="nx-panel__head">
        <h2 id="scheduled-runs">Its runs</h2>
        {runs.data && runs.data.total > runs.data.items.length && <span className="nx-small nx-subtle">the newest {runs.data.items.length} of {runs.data.total}</span>}
      </div>
      {runs.isError && <FailureAlert error={runs.error} title="Its runs could not be loaded" onRetry={() => void runs.refetch()} />}
      {!runs.isError && (
        <DataTable
          label="Its runs"
          columns={columns}
          rows={runs.data?.items}
          rowKey={(run) => run.name}
          version={(run) => run.sequence}
          empty={
            <Empty title="No runs yet" icon={ScheduleIcon}>
              They are here once the schedule has made one, for as long as its history limits keep them.
            </Empty>
          }
        />
      )}
    </section>
  );
}
