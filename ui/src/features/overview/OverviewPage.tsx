import { Skeleton } from '@patternfly/react-core';
import { useCan, useMe } from '@/shared/data/me';
import { useScope } from '@/shared/data/scope';
import { count } from '@/shared/lib/format';
import { LinkButton } from '@/shared/ui/LinkButton';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden, Lines } from '@/shared/ui/States';
import { KubernetesIcon } from '@/shared/ui/icons';
import { Attention } from './Attention';
import { Changes } from './Changes';
import { ClusterCards } from './ClusterCards';
import { Expiring } from './Expiring';
import { expiring } from './expiring';
import { PlansUnderWay } from './PlansUnderWay';
import { RunsUnderWay } from './RunsUnderWay';
import { useOverview } from './useOverview';
import './overview.css';

/** Is anything wrong, what is being done about it, what changed? */
export function OverviewPage() {
  const overview = useOverview();
  const can = useCan();
  const me = useMe();
  const scope = useScope();
  const data = overview.data;

  if (me.data && !can('clusters:read') && !can('resources:read')) return <Forbidden permission="resources:read" />;
  if (!data) {
    return (
      <div className="nx-stack">
        <PageHead title="Overview">
          <Skeleton width="14rem" />
        </PageHead>
        {overview.isError ? <Failure error={overview.error} title="The overview could not be loaded" onRetry={() => void overview.refetch()} /> : <Lines count={8} />}
      </div>
    );
  }
  if (data.clusters.length === 0 && !scope.cluster) return <Welcome mayAdd={can('clusters:write')} />;

  return (
    <div className="nx-stack">
      <PageHead title="Overview">
        <p className="nx-subtle">{summary(data.attention.length, data.runs.length, data.clusters.length)}</p>
      </PageHead>
      {overview.isError && <FailureAlert error={overview.error} title="The overview is not up to date" onRetry={() => void overview.refetch()} />}
      <ClusterCards clusters={data.clusters} />
      <div className="nx-overview">
        <Attention items={data.attention} />
        <div className="nx-stack">
          <Expiring items={expiring(data.clusters, scope)} />
          <PlansUnderWay />
          <RunsUnderWay runs={data.runs} />
          <Changes changes={data.changes} />
        </div>
      </div>
    </div>
  );
}

function summary(attention: number, runs: number, clusters: number): string {
  const first = attention === 0 ? 'Nothing needs attention' : `${count(attention, 'resource needs', 'resources need')} attention`;
  const second = runs === 0 ? '' : `, ${count(runs, 'run')} under way`;
  return `${first} on ${count(clusters, 'cluster')}${second}.`;
}

function Welcome({ mayAdd }: { mayAdd: boolean }) {
  return (
    <div className="nx-stack">
      <PageHead title="Overview" />
      <Empty
        title="Add your first cluster"
        icon={KubernetesIcon}
        actions={mayAdd && <LinkButton to="/add-cluster">Add a cluster</LinkButton>}
      >
        {mayAdd
          ? 'Paste or drop a kubeconfig. Nexa checks the connection, what the credentials may do and which operators it finds, before anything is saved.'
          : 'No cluster is here yet, or none that you may see. An administrator can add one, or give you a role on one.'}
      </Empty>
      {mayAdd && (
        <ol className="nx-quiet-list nx-welcome">
          <li>
            <strong>1. Add a cluster</strong>
            <span className="nx-subtle">A kubeconfig and a context. It is sealed with a key that only this server has.</span>
          </li>
          <li>
            <strong>2. See what runs there</strong>
            <span className="nx-subtle">Kafka clusters, topics and Spark applications appear by themselves, with their health.</span>
          </li>
          <li>
            <strong>3. Change something</strong>
            <span className="nx-subtle">Every change shows its difference, its effects and its rule violations before it happens.</span>
          </li>
        </ol>
      )}
    </div>
  );
}
