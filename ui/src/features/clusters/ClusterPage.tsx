import { Alert, Button, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Label, LabelGroup } from '@patternfly/react-core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Cluster } from '@/api/types';
import { useCluster } from '@/shared/data/clusters';
import { useKinds } from '@/shared/data/kinds';
import { useCan, useMe } from '@/shared/data/me';
import { count, formatNumber, kindWords } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { clusterLook, healthLook } from '@/shared/status';
import { ColourDot } from '@/shared/ui/ClusterName';
import { HealthBar, total, unwell } from '@/shared/ui/HealthBar';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden, Lines } from '@/shared/ui/States';
import { StatusLabel, StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { KubernetesIcon } from '@/shared/ui/icons';
import { CertificatesPanel } from './CertificatesPanel';
import { CheckList } from './CheckList';
import { EditClusterDialog } from './EditClusterDialog';
import { RemoveClusterDialog } from './RemoveClusterDialog';
import { useCheckCluster } from './useClusterAdmin';
import './clusters.css';

export function ClusterPage() {
  const { cluster: name } = useParams({ from: '/shell/clusters/$cluster' });
  const cluster = useCluster(name);
  const can = useCan();
  const me = useMe();
  if (me.data && !can('clusters:read', { cluster: name })) return <Forbidden permission="clusters:read" place={name} />;
  if (cluster.data) return <Detail key={name} cluster={cluster.data} />;
  return (
    <div className="nx-stack">
      <PageHead title={name} />
      {cluster.isError && <Failure error={cluster.error} title={`${name} could not be loaded`} onRetry={() => void cluster.refetch()} />}
      {cluster.isSuccess && (
        <Empty title="Not found" icon={KubernetesIcon} actions={<Link to="/clusters" className="nx-link">All clusters</Link>}>
          There is no cluster of this name, or you may not see it.
        </Empty>
      )}
      {cluster.isPending && <Lines count={8} />}
    </div>
  );
}

function Detail({ cluster }: { cluster: Cluster }) {
  const can = useCan();
  const check = useCheckCluster(cluster.name);
  const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null);
  const mayWrite = can('clusters:write', { cluster: cluster.name });
  return (
    <div className="nx-stack">
      <PageHead
        title={cluster.name}
        before={
          <nav className="nx-row nx-small nx-subtle" aria-label="Where this is">
            <Link to="/clusters" className="nx-link">
              Clusters
            </Link>
          </nav>
        }
        actions={
          mayWrite && (
            <>
              <Button variant="secondary" isDisabled={check.isPending} onClick={() => check.mutate()}>
                {check.isPending ? 'Checking' : 'Check again'}
              </Button>
              <Button variant="secondary" onClick={() => setDialog('edit')}>
                Edit
              </Button>
              <Button variant="link" isDanger onClick={() => setDialog('remove')}>
                Remove
              </Button>
            </>
          )
        }
      >
        <div className="nx-row">
          <ColourDot colour={cluster.colour} />
          <StatusLabel look={clusterLook[cluster.state]} />
          <span className="nx-small nx-subtle">
            last contact <TimeAgo at={cluster.last_contact} />
          </span>
        </div>
      </PageHead>
      {cluster.state !== 'connected' && cluster.state !== 'connecting' && (
        <Alert variant="danger" isInline title={clusterLook[cluster.state].word}>
          {cluster.message}
        </Alert>
      )}
      {check.isError && <FailureAlert error={check.error} title="The check could not be made" />}
      {(check.isPending || check.data) && (
        <section className="nx-panel" aria-labelledby="check">
          <div className="nx-panel__head">
            <h2 id="check">Check</h2>
            <Button variant="link" size="sm" onClick={() => check.reset()}>
              Close
            </Button>
          </div>
          <CheckList report={check.data} isChecking={check.isPending} />
        </section>
      )}
      <div className="nx-cluster-page">
        <div className="nx-stack">
          <Facts cluster={cluster} />
          <CertificatesPanel cluster={cluster} />
        </div>
        <Resources cluster={cluster} />
      </div>
      {dialog === 'edit' && <EditClusterDialog cluster={cluster} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && <RemoveClusterDialog cluster={cluster} onClose={() => setDialog(null)} />}
    </div>
  );
}

function Facts({ cluster }: { cluster: Cluster }) {
  const facts: [string, React.ReactNode][] = [
    ['API server', <span key="s" className="nx-mono nx-break">{cluster.server}</span>],
    ['Context', cluster.context],
    ['Kubernetes', cluster.kubernetes_version || 'not known yet'],
    ...cluster.operators.map((operator): [string, React.ReactNode] => [
      operator.name === 'strimzi' ? 'Strimzi' : 'Spark operator',
      <span key={operator.name}>
        {operator.version || 'version unknown'} in {operator.namespace}, watches {operator.watched_namespaces.length === 0 ? 'all namespaces' : operator.watched_namespaces.join(', ')}
        {operator.kafka_versions.length > 0 && <span className="nx-subtle"> (Kafka {operator.kafka_versions.join(', ')})</span>}
      </span>,
    ]),
    [
      'Labels',
      Object.keys(cluster.labels).length === 0 ? (
        <span key="n" className="nx-subtle">none</span>
      ) : (
        <LabelGroup key="l" numLabels={12}>
          {Object.entries(cluster.labels).map(([key, value]) => (
            <Label key={key} variant="outline">{`${key}=${value}`}</Label>
          ))}
        </LabelGroup>
      ),
    ],
    ['Namespaces', cluster.namespaces.join(', ') || 'none known'],
    ['Added', <TimeAgo key="a" at={cluster.created_at} />],
  ];
  return (
    <section className="nx-panel" aria-labelledby="facts">
      <div className="nx-panel__head">
        <h2 id="facts">Facts</h2>
      </div>
      <div className="nx-panel__body">
        <DescriptionList isHorizontal isCompact horizontalTermWidthModifier={{ default: '8rem' }}>
          {facts.map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription>{value}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </div>
    </section>
  );
}

function Resources({ cluster }: { cluster: Cluster }) {
  const kinds = useKinds().data ?? [];
  return (
    <section className="nx-panel" aria-labelledby="resources">
      <div className="nx-panel__head">
        <h2 id="resources">Resources</h2>
        <span className="nx-small nx-subtle">{count(total(cluster.counts), 'resource')}</span>
      </div>
      <ul className="nx-quiet-list nx-rows nx-kind-rows">
        {kinds.map((kind) => {
          const counts = cluster.counts_by_kind[kind.kind] ?? {};
          const bad = unwell(counts)[0];
          const served = cluster.served[kind.kind] ?? [];
          return (
            <li key={kind.kind} className="nx-kind-row">
              <Link to="/resources/$plural" params={{ plural: kind.plural }} search={{ cluster: cluster.name }} className="nx-link">
                {listTitle(kind.plural) === kind.plural ? kindWords(kind.kind) : listTitle(kind.plural)}
              </Link>
              <span className="nx-small nx-subtle">{served.length > 0 ? served.join(', ') : 'not served'}</span>
              <span className="nx-small nx-kind-row__bad">{bad && <StatusText look={healthLook[bad.health]}>{`${formatNumber(bad.n)} ${healthLook[bad.health].word.toLowerCase()}`}</StatusText>}</span>
              <span className="nx-kind-row__n">{formatNumber(total(counts))}</span>
              <HealthBar counts={counts} label={kindWords(kind.kind)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
