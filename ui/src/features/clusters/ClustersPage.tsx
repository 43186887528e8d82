import { useNavigate } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';
import type { Cluster } from '@/api/types';
import { useClusters } from '@/shared/data/clusters';
import { useCan, useMe } from '@/shared/data/me';
import { formatNumber } from '@/shared/lib/format';
import { clusterLook } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { ColourDot } from '@/shared/ui/ClusterName';
import { HealthBar, total } from '@/shared/ui/HealthBar';
import { LinkButton } from '@/shared/ui/LinkButton';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, Forbidden } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { AddIcon, KubernetesIcon } from '@/shared/ui/icons';

export function operatorWords(cluster: Cluster): string {
  return cluster.operators.map((operator) => `${operator.name === 'strimzi' ? 'Strimzi' : 'Spark operator'} ${operator.version || '(version unknown)'}`).join(', ');
}

const columns: Column<Cluster>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: (cluster) => (
      <span className="nx-cluster">
        <ColourDot colour={cluster.colour} />
        <Link to="/clusters/$cluster" params={{ cluster: cluster.name }} className="nx-link nx-link--strong">
          {cluster.name}
        </Link>
      </span>
    ),
    text: (cluster) => cluster.name,
  },
  { id: 'state', title: 'State', cell: (cluster) => <span title={cluster.message}><StatusText look={clusterLook[cluster.state]} /></span>, text: (cluster) => cluster.state },
  {
    id: 'health',
    title: 'Health',
    cell: (cluster) => (
      <span className="nx-health-cell">
        <HealthBar counts={cluster.counts} label={cluster.name} />
        <span className="nx-small nx-subtle">{formatNumber(total(cluster.counts))}</span>
      </span>
    ),
    text: (cluster) => String(total(cluster.counts)),
  },
  { id: 'operators', title: 'Operators', cell: (cluster) => operatorWords(cluster) || <span className="nx-subtle">none found</span>, text: operatorWords },
  { id: 'kubernetes', title: 'Kubernetes', cell: (cluster) => cluster.kubernetes_version || '–', text: (cluster) => cluster.kubernetes_version },
  { id: 'contact', title: 'Last contact', align: 'end', cell: (cluster) => <TimeAgo at={cluster.last_contact} />, text: (cluster) => cluster.last_contact ?? '' },
];

export function ClustersPage() {
  const clusters = useClusters();
  const can = useCan();
  const me = useMe();
  const navigate = useNavigate();
  if (me.data && !can('clusters:read')) return <Forbidden permission="clusters:read" />;
  const add = can('clusters:write') && (
    <LinkButton to="/add-cluster" icon={<AddIcon />}>
      Add a cluster
    </LinkButton>
  );
  return (
    <div className="nx-stack">
      <PageHead title="Clusters" actions={add} />
      {clusters.isError && !clusters.data ? (
        <Failure error={clusters.error} title="The clusters could not be loaded" onRetry={() => void clusters.refetch()} />
      ) : (
        <div className="nx-panel">
          <DataTable
            label="Clusters"
            columns={columns}
            rows={clusters.data}
            rowKey={(cluster) => cluster.name}
            onOpen={(cluster) => void navigate({ to: '/clusters/$cluster', params: { cluster: cluster.name } })}
            empty={
              <Empty title="No clusters yet" icon={KubernetesIcon} actions={add}>
                A cluster is a Kubernetes API server with Strimzi or the Spark operator. Nexa needs a kubeconfig for it.
              </Empty>
            }
          />
        </div>
      )}
    </div>
  );
}
