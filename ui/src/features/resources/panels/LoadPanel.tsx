import type { BrokerLoad, ResourceDetail, ResourceRef } from '@/api/types';
import { valueAt } from '@/shared/lib/pointer';
import { formatNumber } from '@/shared/lib/format';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { FailureAlert } from '@/shared/ui/States';
import { text } from '../kinds/fact';
import { useLoad } from './data';

interface Measure {
  id: keyof Omit<BrokerLoad, 'broker'>;
  title: string;
  unit: string;
}
const measures: readonly Measure[] = [
  { id: 'replicas', title: 'Replicas', unit: '' },
  { id: 'leaders', title: 'Leaders', unit: '' },
  { id: 'disk_percent', title: 'Disk', unit: ' %' },
  { id: 'cpu_percent', title: 'CPU', unit: ' %' },
  { id: 'network_in_kb', title: 'In', unit: ' kB/s' },
  { id: 'network_out_kb', title: 'Out', unit: ' kB/s' },
];

/** "120 → 96": what becomes of one figure of a broker. */
export function moveWords({ before, after }: { before: number; after: number }, unit: string): string {
  const [from, to] = [Math.round(before), Math.round(after)];
  return from === to ? `${formatNumber(from)}${unit}` : `${formatNumber(from)} → ${formatNumber(to)}${unit}`;
}

/** How far the fullest broker is from the emptiest one. */
export function spread(loads: readonly BrokerLoad[], id: Measure['id'], side: 'before' | 'after'): number {
  const values = loads.map((load) => load[id][side]);
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}

const columns: Column<BrokerLoad>[] = [
  { id: 'broker', title: 'Broker', align: 'end', cell: (load) => <strong>{load.broker}</strong>, text: (load) => String(load.broker) },
  ...measures.map((measure): Column<BrokerLoad> => ({ id: measure.id, title: measure.title, align: 'end', cell: (load) => moveWords(load[measure.id], measure.unit), text: (load) => moveWords(load[measure.id], measure.unit) })),
];

/** What a proposal of Cruise Control does to each broker. */
export function LoadPanel({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
  const session = text(valueAt(resource.observed, '/status/sessionId')) ?? text(valueAt(resource.observed, '/status/optimizationResult/afterBeforeLoadConfigMap'));
  const load = useLoad(reference, session);
  if (session === undefined || (load.data?.length === 0 && !load.isError)) return null;
  return (
    <section className="nx-panel" aria-labelledby="load">
      <div className="nx-panel__head">
        <h2 id="load">Brokers before and after</h2>
        {load.data && (
          <span className="nx-small nx-subtle">
            disks differ by {formatNumber(Math.round(spread(load.data, 'disk_percent', 'before')))} %, afterwards by {formatNumber(Math.round(spread(load.data, 'disk_percent', 'after')))} %
          </span>
        )}
      </div>
      {load.isError && <FailureAlert error={load.error} title="The proposal's table could not be loaded" onRetry={() => void load.refetch()} />}
      {!load.isError && <DataTable label="Brokers before and after" columns={columns} rows={load.data} rowKey={(each) => String(each.broker)} empty={null} />}
    </section>
  );
}
