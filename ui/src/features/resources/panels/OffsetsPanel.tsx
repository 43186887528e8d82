import type { ConnectorOffsets, ResourceDetail, ResourceRef } from '@/api/types';
import { valueAt } from '@/shared/lib/pointer';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { FailureAlert } from '@/shared/ui/States';
import { useOffsets } from './data';

interface Row {
  key: string;
  connector: string;
  partition: string;
  offset: string;
}

/** "topic: orders, partition: 0" of the JSON text of a connector's own shape. */
export function memberWords(text: string): string {
  if (text === '') return '–';
  const value: unknown = JSON.parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return text;
  return Object.entries(value)
    .map(([name, member]) => `${name}: ${typeof member === 'string' ? member : JSON.stringify(member)}`)
    .join(', ');
}

export function rowsOf(items: readonly ConnectorOffsets[]): Row[] {
  return items.flatMap(({ connector, items: offsets }) => offsets.map(({ partition, offset }, index) => ({ key: `${connector} ${index}`, connector, partition: memberWords(partition), offset: memberWords(offset) })));
}

/** Where the offsets are, or how they come there. */
export function placeWords(items: readonly ConnectorOffsets[]): string {
  const maps = [...new Set(items.map((item) => item.config_map).filter((name) => name !== ''))].join(', ');
  if (maps === '') return '';
  return items.some((item) => item.listed) ? `as they were listed last, from ConfigMap ${maps}` : `not listed yet: List offsets writes them to ConfigMap ${maps}`;
}

const columns: Column<Row>[] = [
  { id: 'partition', title: 'Partition', wide: true, cell: (row) => <span className="nx-break">{row.partition}</span>, text: (row) => row.partition },
  { id: 'offset', title: 'Offset', cell: (row) => <span className="nx-break">{row.offset}</span>, text: (row) => row.offset },
];
const ofMirrors: Column<Row>[] = [{ id: 'connector', title: 'Connector', cell: (row) => <span className="nx-break">{row.connector}</span>, text: (row) => row.connector }, ...columns];

/** How far connectors have come, where their specification says where that is listed. */
export function OffsetsPanel({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
  const offsets = useOffsets(reference, valueAt(resource.observed, '/metadata/resourceVersion'));
  const items = offsets.data ?? [];
  const words = placeWords(items);
  if (!offsets.isError && words === '') return null;
  const rows = rowsOf(items);
  return (
    <section className="nx-panel" aria-labelledby="offsets">
      <div className="nx-panel__head">
        <h2 id="offsets">Offsets</h2>
        <span className="nx-small nx-subtle">{words}</span>
      </div>
      {offsets.isError && <FailureAlert error={offsets.error} title="The offsets could not be loaded" onRetry={() => void offsets.refetch()} />}
      {!offsets.isError && rows.length > 0 && <DataTable label="Offsets" columns={resource.kind === 'KafkaMirrorMaker2' ? ofMirrors : columns} rows={rows} rowKey={(row) => row.key} empty={null} />}
      {!offsets.isError && rows.length === 0 && items.some((item) => item.listed) && <p className="nx-subtle">There are none: the connector starts from the beginning.</p>}
    </section>
  );
}
