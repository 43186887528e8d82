import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, need } from '@/api/client';
import type { AuditItem, ResourceItem } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { outcomeLook } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Empty, Failure } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { AuditIcon } from '@/shared/ui/icons';

const columns = (name: string): Column<AuditItem>[] => [
  { id: 'at', title: 'When', cell: (record) => <TimeAgo at={record.at} />, text: (record) => record.at },
  { id: 'who', title: 'Who', cell: (record) => record.who || <span className="nx-subtle">nobody</span>, text: (record) => record.who },
  {
    id: 'what',
    title: 'What',
    cell: (record) => (
      <Link
        to="/audit"
        search={({ cluster, namespace }: { cluster?: string | undefined; namespace?: string | undefined }) => ({ cluster, namespace, q: name, open: String(record.sequence) })}
        className="nx-link"
      >
        {record.what}
      </Link>
    ),
    text: (record) => record.what,
  },
  { id: 'outcome', title: 'Outcome', cell: (record) => <StatusText look={outcomeLook(record.outcome)} />, text: (record) => record.outcome },
  { id: 'message', title: 'Message', wide: true, cell: (record) => (record.message ? <span className="nx-break">{record.message}</span> : <span className="nx-subtle">–</span>), text: (record) => record.message },
];

/** The newest records of this one resource; the whole trail is a page of its own. */
export default function AuditTab({ resource: { cluster, namespace, kind, name } }: { resource: ResourceItem }) {
  const params = { cluster, namespace, kind, name };
  const records = useQuery({
    queryKey: keys.audit(params),
    queryFn: ({ signal }) => need(api.GET('/api/v1/audit', { params: { query: { ...params, limit: 50 } }, signal })),
    refetchInterval: 15_000,
  });
  if (records.isError && !records.data) return <Failure error={records.error} title="The records could not be loaded" onRetry={() => void records.refetch()} />;
  return (
    <div className="nx-panel">
      <DataTable
        label="Audit records"
        columns={columns(name)}
        rows={records.data?.items}
        rowKey={(record) => String(record.sequence)}
        empty={
          <Empty title="No records" icon={AuditIcon}>
            Whoever changes this resource through Nexa, or tries to, leaves a record here.
          </Empty>
        }
      />
    </div>
  );
}
