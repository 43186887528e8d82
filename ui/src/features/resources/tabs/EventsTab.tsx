import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { KubernetesEvent, ResourceRef } from '@/api/types';
import { keys } from '@/shared/data/keys';
import type { Look } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Empty, Failure } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { HistoryIcon, InfoIcon, WarningIcon } from '@/shared/ui/icons';

function eventLook(type: string): Look {
  return type === 'Warning' ? { word: 'Warning', icon: WarningIcon, tone: 'warning', rank: 0 } : { word: type || 'Normal', icon: InfoIcon, tone: 'neutral', rank: 1 };
}

const columns: Column<KubernetesEvent>[] = [
  { id: 'type', title: 'Type', cell: (event) => <StatusText look={eventLook(event.type)} />, text: (event) => event.type },
  { id: 'reason', title: 'Reason', cell: (event) => event.reason, text: (event) => event.reason },
  { id: 'message', title: 'Message', wide: true, cell: (event) => <span className="nx-break">{event.message}</span>, text: (event) => event.message },
  { id: 'source', title: 'Source', cell: (event) => event.source, text: (event) => event.source },
  { id: 'count', title: 'Count', align: 'end', cell: (event) => event.count, text: (event) => String(event.count) },
  { id: 'last', title: 'Last', align: 'end', cell: (event) => <TimeAgo at={event.last_seen} />, text: (event) => event.last_seen ?? '' },
];

/** What Kubernetes and the operator reported, newest first. */
export default function EventsTab({ reference }: { reference: ResourceRef }) {
  const events = useQuery({
    queryKey: keys.events(reference),
    queryFn: async ({ signal }) => {
      const address = '/api/v1/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}/events';
      const { items } = await need(api.GET(address, { params: { path: { ...reference } }, signal }));
      return items.toSorted((a, b) => (b.last_seen ?? '').localeCompare(a.last_seen ?? ''));
    },
    refetchInterval: 15_000,
  });
  if (events.isError && !events.data) return <Failure error={events.error} title="The events could not be loaded" onRetry={() => void events.refetch()} />;
  return (
    <div className="nx-panel">
      <DataTable
        label="Events"
        columns={columns}
        rows={events.data}
        rowKey={(event) => `${event.reason}${event.source}${event.message}${event.first_seen ?? ''}`}
        empty={
          <Empty title="No events" icon={HistoryIcon}>
            Kubernetes keeps events for about an hour. Nothing was reported in that time.
          </Empty>
        }
      />
    </div>
  );
}
