import type { Pod, ResourceDetail, ResourceRef } from '@/api/types';
import { count } from '@/shared/lib/format';
import type { Look } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Empty, FailureAlert } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { ErrorIcon, NodesIcon, OkIcon, ProgressIcon, WaitingIcon } from '@/shared/ui/icons';
import { usePods } from './data';

/** How a pod stands, in the looks of the page. */
export function podLook(pod: Pod): Look {
  if (pod.leaving) return { word: 'Leaving', icon: WaitingIcon, tone: 'neutral', rank: 2 };
  if (pod.phase === 'Succeeded') return { word: 'Done', icon: OkIcon, tone: 'neutral', rank: 4 };
  if (pod.phase === 'Failed') return { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 };
  if (pod.phase === 'Running' && pod.ready === pod.containers) return { word: 'Ready', icon: OkIcon, tone: 'success', rank: 5 };
  if (pod.reason !== '') return { word: pod.phase === 'Running' ? 'Not ready' : pod.phase, icon: ErrorIcon, tone: 'danger', rank: 1 };
  return { word: pod.phase === 'Running' ? 'Not ready' : pod.phase || 'Pending', icon: ProgressIcon, tone: 'info', rank: 3 };
}

const state: Column<Pod> = {
  id: 'state',
  title: 'State',
  cell: (pod) => (
    <>
      <StatusText look={podLook(pod)} />
      {pod.reason !== '' && podLook(pod).rank < 4 && <div className="nx-small nx-break">{pod.words || pod.reason}</div>}
    </>
  ),
  text: (pod) => podLook(pod).word,
  wide: true,
};
const common: Column<Pod>[] = [
  state,
  { id: 'restarts', title: 'Restarts', align: 'end', cell: (pod) => pod.restarts, text: (pod) => String(pod.restarts) },
  { id: 'node', title: 'On node', cell: (pod) => pod.node || '–', text: (pod) => pod.node },
  { id: 'started', title: 'Started', align: 'end', cell: (pod) => <TimeAgo at={pod.started_at} />, text: (pod) => pod.started_at ?? '' },
];
const role: Column<Pod> = { id: 'role', title: 'Role', cell: (pod) => pod.role || '–', text: (pod) => pod.role };
const name: Column<Pod> = { id: 'name', title: 'Pod', cell: (pod) => <span className="nx-break">{pod.name}</span>, text: (pod) => pod.name };
const kafkaColumns: Column<Pod>[] = [
  { id: 'id', title: 'Node', align: 'end', cell: (pod) => pod.node_id ?? '', text: (pod) => String(pod.node_id ?? '') },
  role,
  { id: 'pool', title: 'Pool', cell: (pod) => pod.pool || '–', text: (pod) => pod.pool },
  name,
  ...common,
];
const columns: Column<Pod>[] = [role, name, ...common];

/** The pods of a resource, as its cluster tells of them now. */
export function PodsPanel({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
  const pods = usePods(reference, resource.health);
  const isKafka = resource.kind === 'Kafka' || resource.kind === 'KafkaNodePool';
  const ready = pods.data?.filter((pod) => podLook(pod).word === 'Ready').length ?? 0;
  const title = isKafka ? 'Nodes' : resource.kind === 'SparkApplication' || resource.kind === 'SparkConnect' ? 'Driver and executors' : 'Pods';
  return (
    <section className="nx-panel" aria-labelledby="pods">
      <div className="nx-panel__head">
        <h2 id="pods">{title}</h2>
        {pods.data && pods.data.length > 0 && (
          <span className="nx-small nx-subtle">
            {ready} of {count(pods.data.length, 'pod')} ready
          </span>
        )}
      </div>
      {pods.isError && <FailureAlert error={pods.error} title="The pods could not be asked for" onRetry={() => void pods.refetch()} />}
      {!(pods.isError && !pods.data) && (
        <DataTable
          label={title}
          columns={isKafka ? kafkaColumns : columns}
          rows={pods.data}
          rowKey={(pod) => pod.name}
          version={(pod) => podLook(pod).rank * 1000 + pod.restarts}
          empty={
            <Empty title="No pods now" icon={NodesIcon}>
              They are here while it runs.
            </Empty>
          }
        />
      )}
    </section>
  );
}
