import { Tooltip } from '@patternfly/react-core';
import type { Column as KindColumn, ResourceItem } from '@/api/types';
import { formatBytes, formatNumber, plainValue } from '@/shared/lib/format';
import { healthLook, isUnderWay, runLook, syncLook } from '@/shared/status';
import type { Column } from '@/shared/table/DataTable';
import { ClusterName } from '@/shared/ui/ClusterName';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { StatusText } from '@/shared/ui/StatusText';
import { Age, TimeAgo } from '@/shared/ui/Times';

/** How many of a kind's own columns a list shows until somebody chooses: the server names the telling ones first. */
const shownAtFirst = 3;

/** What every kind has, around the columns that the server names for the kind. */
export function columnsOf(kindColumns: readonly KindColumn[]): Column<ResourceItem>[] {
  return [
    { id: 'name', title: 'Name', sort: 'name', always: true, cell: (item) => <ResourceLink {...item} className="nx-link nx-link--strong nx-name" />, text: (item) => item.name },
    { id: 'health', title: 'Health', sort: 'health', always: true, cell: (item) => <HealthCell item={item} />, text: (item) => item.health },
    { id: 'cluster', title: 'Cluster', sort: 'cluster', cell: (item) => <ClusterName name={item.cluster} />, text: (item) => item.cluster },
    { id: 'namespace', title: 'Namespace', sort: 'namespace', cell: (item) => item.namespace, text: (item) => item.namespace },
    ...kindColumns.map(summaryColumn),
    { id: 'sync', title: 'Sync', sort: 'sync', cell: (item) => <StatusText look={syncLook[item.sync]} />, text: (item) => item.sync },
    { id: 'age', title: 'Age', sort: 'age', align: 'end', cell: (item) => <Age at={item.created_at} />, text: (item) => item.created_at ?? '' },
    { id: 'reason', title: 'Reason', wide: true, extra: true, cell: (item) => item.words, text: (item) => item.words },
    { id: 'revision', title: 'Revision', align: 'end', extra: true, cell: (item) => item.revision ?? '–', text: (item) => String(item.revision ?? '') },
    { id: 'seen', title: 'Seen', align: 'end', extra: true, cell: (item) => <TimeAgo at={item.seen_at} />, text: (item) => item.seen_at ?? '' },
    { id: 'labels', title: 'Labels', wide: true, extra: true, cell: (item) => <span className="nx-small nx-break">{labels(item)}</span>, text: labels },
  ];
}

function labels(item: ResourceItem): string {
  return Object.entries(item.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function summaryColumn(column: KindColumn, index: number): Column<ResourceItem> {
  const value = (item: ResourceItem) => item.summary[column.name];
  return {
    id: `summary.${column.name}`,
    title: column.title,
    extra: index >= shownAtFirst,
    ...(column.type === 'number' || column.type === 'bytes' ? { align: 'end' as const } : {}),
    cell: (item) => <SummaryValue column={column} value={value(item)} />,
    text: (item) => exported(value(item)),
  };
}

function exported(value: unknown): string {
  return typeof value === 'number' ? String(value) : plainValue(value);
}

function SummaryValue({ column, value }: { column: KindColumn; value: unknown }) {
  if (value === null || value === undefined || value === '') return <span className="nx-subtle">–</span>;
  if (column.type === 'time' && typeof value === 'string') return <Age at={value} />;
  if (column.type === 'bytes' && typeof value === 'number') return <>{formatBytes(value)}</>;
  if (column.type === 'number' && typeof value === 'number') return <>{formatNumber(value)}</>;
  const text = plainValue(value);
  return <span className={text.length > 24 ? 'nx-table__long' : ''}>{text}</span>;
}

/** Health with its reason at hand, and the run that is under way. */
function HealthCell({ item }: { item: ResourceItem }) {
  const look = healthLook[item.health];
  const status = <StatusText look={look} />;
  const run = item.run && isUnderWay(item.run.state) ? item.run : null;
  return (
    <span className="nx-row nx-row--one">
      {item.words ? (
        <Tooltip content={item.words} entryDelay={200}>
          <span tabIndex={-1}>{status}</span>
        </Tooltip>
      ) : (
        status
      )}
      {run && (
        <Tooltip content={`${runLook[run.state].word}. ${run.words}`}>
          <span className="nx-small nx-subtle">{runLook[run.state].word.toLowerCase()} change</span>
        </Tooltip>
      )}
    </span>
  );
}
