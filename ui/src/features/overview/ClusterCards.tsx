import { Link } from '@tanstack/react-router';
import type { Cluster } from '@/api/types';
import { useKinds } from '@/shared/data/kinds';
import { count, formatNumber, kindWords } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { clusterLook, healthLook } from '@/shared/status';
import { colourValue } from '@/shared/ui/ClusterName';
import { HealthBar, total, unwell } from '@/shared/ui/HealthBar';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';

const operatorNames: Record<string, string> = { strimzi: 'Strimzi', 'spark-operator': 'Spark operator' };

export function ClusterCards({ clusters }: { clusters: readonly Cluster[] }) {
  const ordered = [...clusters].sort((a, b) => clusterLook[a.state].rank - clusterLook[b.state].rank || a.name.localeCompare(b.name));
  return (
    <section aria-label="Clusters">
      <ul className="nx-quiet-list nx-cards">
        {ordered.map((cluster) => (
          <ClusterCard key={cluster.name} cluster={cluster} />
        ))}
      </ul>
    </section>
  );
}

function ClusterCard({ cluster }: { cluster: Cluster }) {
  const kinds = useKinds().data ?? [];
  const shown = kinds.filter((kind) => total(cluster.counts_by_kind[kind.kind] ?? {}) > 0);
  return (
    <li className="nx-card" style={{ '--nx-cluster-colour': colourValue(cluster.colour) } as React.CSSProperties}>
      <div className="nx-row nx-row--apart">
        <Link to="/clusters/$cluster" params={{ cluster: cluster.name }} className="nx-link nx-link--strong">
          {cluster.name}
        </Link>
        <StatusText look={clusterLook[cluster.state]} />
      </div>
      {cluster.state !== 'connected' && cluster.message && <p className="nx-small nx-break">{cluster.message}</p>}
      <div className="nx-card__kinds">
        {shown.length === 0 && <span className="nx-small nx-subtle">No Kafka or Spark resources yet.</span>}
        {shown.map((kind) => {
          const counts = cluster.counts_by_kind[kind.kind] ?? {};
          const bad = unwell(counts)[0];
          return (
            <div key={kind.kind} className="nx-card__kind nx-small">
              <Link to="/resources/$plural" params={{ plural: kind.plural }} search={{ cluster: cluster.name }} className="nx-link">
                {listTitle(kind.plural) === kind.plural ? `${kindWords(kind.kind)}s` : listTitle(kind.plural)}
              </Link>
              <HealthBar counts={counts} label={kind.kind} />
              <span className="nx-card__bad nx-subtle">{bad && healthLook[bad.health].rank < 3 && `${formatNumber(bad.n)} ${healthLook[bad.health].word.toLowerCase()}`}</span>
              <span className="nx-card__count">{formatNumber(total(counts))}</span>
            </div>
          );
        })}
      </div>
      <div className="nx-card__foot nx-small nx-subtle">
        <span>
          {[
            ...cluster.operators.map((operator) => `${operatorNames[operator.name] ?? operator.name} ${operator.version}`.trim()),
            ...(cluster.kubernetes_version ? [`Kubernetes ${cluster.kubernetes_version}`] : []),
          ].join(' · ') || 'No operators found'}
        </span>
        <span>
          {cluster.runs_under_way > 0 && `${count(cluster.runs_under_way, 'run')} under way · `}
          last contact <TimeAgo at={cluster.last_contact} />
        </span>
      </div>
    </li>
  );
}
