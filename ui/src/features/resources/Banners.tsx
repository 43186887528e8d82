import { Alert, AlertActionLink, ExpandableSection } from '@patternfly/react-core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResourceDetail, ResourceRef } from '@/api/types';
import { useCluster } from '@/shared/data/clusters';
import { useCan } from '@/shared/data/me';
import { useStanding } from '@/shared/data/queue';
import { conflictOwners, failedByConflict } from '@/shared/lib/conflict';
import { count } from '@/shared/lib/format';
import { valueAt } from '@/shared/lib/pointer';
import { clusterLook } from '@/shared/status';
import { DiffList } from '@/shared/ui/DiffList';
import { TimeAgo } from '@/shared/ui/Times';
import { AdoptDialog } from './AdoptDialog';

interface Props {
  resource: ResourceDetail;
  reference: ResourceRef;
}

/** What matters now about a resource, before anything else is read. */
export function Banners(props: Props) {
  return (
    <div className="nx-stack nx-stack--tight nx-banners">
      <UnreachableBanner {...props} />
      <PausedBanner {...props} />
      <QueuedBanner {...props} />
      <FailedRunBanner {...props} />
      <DriftBanner {...props} />
    </div>
  );
}

function UnreachableBanner({ resource }: Props) {
  const cluster = useCluster(resource.cluster).data;
  if (!cluster || cluster.state === 'connected' || cluster.state === 'connecting') return null;
  return (
    <Alert
      variant="warning"
      isInline
      title={`${cluster.name}: ${clusterLook[cluster.state].word.toLowerCase()}`}
      actionLinks={
        <Link to="/clusters/$cluster" params={{ cluster: cluster.name }} className="nx-link">
          See the cluster
        </Link>
      }
    >
      What is shown was seen <TimeAgo at={resource.seen_at} />. {cluster.message}
    </Alert>
  );
}

/** Why nobody acts on the resource, or nothing. */
export function pausedBy(resource: ResourceDetail): string | undefined {
  if (valueAt(resource.observed, '/metadata/annotations/strimzi.io~1pause-reconciliation') === 'true') return 'the annotation strimzi.io/pause-reconciliation';
  if (valueAt(resource.observed, '/metadata/annotations/strimzi.io~1managed') === 'false') return 'the annotation strimzi.io/managed: "false"';
  if (resource.kind.includes('Spark') && valueAt(resource.observed, '/spec/suspend') === true) return 'spec.suspend';
  return undefined;
}

function PausedBanner({ resource }: Props) {
  const by = pausedBy(resource);
  if (!by) return null;
  return (
    <Alert variant="info" isInline title={resource.kind.includes('Spark') ? 'Suspended' : 'Reconciliation is paused'}>
      The operator does not act on this resource because of {by}.{' '}
      {resource.drift.length > 0 && `Resuming makes it act on ${count(resource.drift.length, 'difference')} shown below.`}
    </Alert>
  );
}

/** Of an application that has not been handed to its operator yet. */
function QueuedBanner({ resource, reference }: Props) {
  const run = resource.runs[0];
  const standing = useStanding(reference, resource.kind === 'SparkApplication' && run?.state === 'queued' && run.due_at == null).data;
  if (!standing) return null;
  return (
    <Alert
      variant="info"
      isInline
      title={`Waits to be submitted: ${standing.place} of ${standing.waiting} in the queue`}
      actionLinks={
        <Link to="/queue" search={{ cluster: reference.cluster, namespace: reference.namespace }} className="nx-link">
          See the queue
        </Link>
      }
    >
      <span className="nx-break">Why: {standing.why}.</span>
    </Alert>
  );
}

function FailedRunBanner({ resource, reference }: Props) {
  const can = useCan();
  const navigate = useNavigate();
  const run = resource.runs[0];
  if (!run || (run.state !== 'failed' && run.state !== 'timed_out')) return null;
  const conflict = failedByConflict(run);
  const owners = conflictOwners(run.message);
  const base = '/clusters/$cluster/namespaces/$namespace/$plural/$name';
  return (
    <Alert
      variant="danger"
      isInline
      title={conflict ? `The last change met a field that ${owners.join(', ')} manages` : 'The last change failed'}
      actionLinks={
        <>
          <AlertActionLink onClick={() => void navigate({ to: '/runs/$id', params: { id: run.id } })}>See the run</AlertActionLink>
          {conflict && can('resources:write', resource) && (
            <AlertActionLink onClick={() => void navigate({ to: `${base}/edit`, params: { ...reference }, search: { step: 'review', takeOver: 'true' } })}>Take over the fields</AlertActionLink>
          )}
        </>
      }
    >
      <span className="nx-break">{run.message}</span>
    </Alert>
  );
}

function DriftBanner({ resource, reference }: Props) {
  const [adopting, setAdopting] = useState(false);
  const can = useCan();
  const navigate = useNavigate();
  if (resource.drift.length === 0 || resource.sync !== 'OutOfSync') return null;
  const { revision } = resource;
  return (
    <Alert
      variant="warning"
      isInline
      title={`${count(resource.drift.length, 'field differs', 'fields differ')} from what was asked for`}
      actionLinks={
        can('resources:write', resource) && (
          <>
            {revision != null && (
              <AlertActionLink
                onClick={() => void navigate({ to: '/clusters/$cluster/namespaces/$namespace/$plural/$name/rollback', params: { ...reference }, search: { revision: String(revision) } })}
              >
                Revert
              </AlertActionLink>
            )}
            <AlertActionLink onClick={() => setAdopting(true)}>Adopt</AlertActionLink>
          </>
        )
      }
    >
      <ExpandableSection toggleTextCollapsed="Show the differences" toggleTextExpanded="Hide the differences">
        <DiffList entries={resource.drift} sides={['Desired', 'Observed']} />
      </ExpandableSection>
      {adopting && <AdoptDialog resource={resource} reference={reference} onClose={() => setAdopting(false)} />}
    </Alert>
  );
}
