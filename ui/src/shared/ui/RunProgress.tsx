import { Button, ExpandableSection } from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import type { RunDetail, RunStep } from '@/api/types';
import { useCan } from '../data/me';
import { useRun, useRunAction } from '../data/runs';
import { announce } from '../lib/announce';
import { failedByConflict } from '../lib/conflict';
import { elapsed, shortDuration } from '../lib/time';
import { useNow } from '../lib/now';
import { isUnderWay, runLook, stepLook } from '../status';
import { LinkButton } from './LinkButton';
import { FailureAlert, Lines } from './States';
import { StatusText } from './StatusText';
import { ClockTime } from './Times';
import './RunProgress.css';

const titles: Record<string, string> = {
  found: 'Looked at the cluster',
  look: 'Looked at the cluster',
  connect: 'Connected to the cluster',
  'dry-run': 'Tried at the cluster',
  apply: 'Applied to the cluster',
  delete: 'Deleted at the cluster',
  waiting: 'Waited for the operator',
  retry: 'Another try',
  requested: 'Asked for',
  plan: 'Planned',
  write: 'Wrote to the cluster',
};

/** What the raw text of a step is; of all others it is an answer. */
const raw: Record<string, string> = { requested: 'What was asked for', plan: 'The plan' };

/** A step's name for people: known ones in words, others without underscores. */
export function stepTitle(name: string): string {
  return titles[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[_-]/g, ' ');
}

/** A run as it happens: loads it, follows it, and offers to cancel or retry. */
export function RunProgress({ id }: { id: string }) {
  const run = useRun(id);
  useAnnouncedState(run.data);
  if (run.isError) return <FailureAlert error={run.error} title="The run could not be loaded" onRetry={() => void run.refetch()} />;
  if (!run.data) return <Lines count={3} label="Loading the run" />;
  return (
    <div className="nx-stack nx-stack--tight">
      <div className="nx-row nx-row--apart">
        <div className="nx-row">
          <StatusText look={runLook[run.data.state]} />
          <Took run={run.data} />
          {run.data.attempt > 1 && <span className="nx-small nx-subtle">attempt {run.data.attempt}</span>}
        </div>
        <RunButtons run={run.data} />
      </div>
      {run.data.words && run.data.message !== run.data.steps.at(-1)?.message && <p className="nx-break">{run.data.words}</p>}
      <StepList steps={run.data.steps} underWay={isUnderWay(run.data.state)} waitsFor={run.data.state === 'waiting' ? run.data.message : ''} />
    </div>
  );
}

function useAnnouncedState(run: RunDetail | undefined): void {
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (run && last.current !== undefined && last.current !== run.state) announce(`Run of ${run.name}: ${runLook[run.state].word}. ${run.words}`);
    last.current = run?.state;
  }, [run]);
}

/** How long it has taken, or took. */
export function Took({ run }: { run: Pick<RunDetail, 'started_at' | 'finished_at'> }) {
  const now = useNow();
  const seconds = elapsed(run.started_at, run.finished_at, now);
  return seconds === null ? null : <span className="nx-small nx-subtle">{shortDuration(seconds)}</span>;
}

/** Cancel while it is under way, retry after it has failed, take over what others manage; none of it for one who may not. */
export function RunButtons({ run }: { run: RunDetail }) {
  const can = useCan();
  const action = useRunAction(run.id);
  if (!can('runs:write', { cluster: run.cluster, namespace: run.namespace })) return null;
  const cancellable = isUnderWay(run.state);
  const retryable = run.state === 'failed' || run.state === 'timed_out' || run.state === 'cancelled';
  return (
    <div className="nx-row">
      {action.isError && <span className="nx-small">{action.error.message}</span>}
      {cancellable && (
        <Button variant="link" size="sm" isDanger isDisabled={action.isPending} onClick={() => action.mutate('cancel')}>
          {action.isPending ? 'Cancelling' : 'Cancel run'}
        </Button>
      )}
      {failedByConflict(run) && can('resources:write', run) && (
        <LinkButton
          variant="primary"
          size="sm"
          to="/clusters/$cluster/namespaces/$namespace/$plural/$name/edit"
          params={{ cluster: run.cluster, namespace: run.namespace, plural: run.plural, name: run.name }}
          search={(scope) => ({ cluster: scope.cluster, namespace: scope.namespace, step: 'review', takeOver: 'true' })}
        >
          Take over the fields
        </LinkButton>
      )}
      {retryable && (
        <Button variant="secondary" size="sm" isDisabled={action.isPending} onClick={() => action.mutate('retry')}>
          {action.isPending ? 'Retrying' : 'Retry'}
        </Button>
      )}
    </div>
  );
}

/** Steps in their order, grouped by attempt when there was more than one. */
export function StepList({ steps, underWay, waitsFor }: { steps: readonly RunStep[]; underWay: boolean; waitsFor: string }) {
  // What was asked for is said before any attempt, and read with the first.
  const attemptOf = (step: RunStep) => Math.max(step.attempt, 1);
  const attempts = [...new Set(steps.map(attemptOf))];
  return (
    <div className="nx-steps">
      {attempts.map((attempt) => (
        <section key={attempt}>
          {attempts.length > 1 && <h4 className="nx-small nx-subtle">Attempt {attempt}</h4>}
          <ol className="nx-quiet-list">
            {steps
              .filter((step) => attemptOf(step) === attempt)
              .map((step) => (
                <Step key={step.sequence} step={step} />
              ))}
          </ol>
        </section>
      ))}
      {underWay && (
        <div className="nx-step nx-step--now">
          <span className="nx-step__mark" aria-hidden />
          <span>{waitsFor ? 'Waiting for the operator' : steps.every((step) => step.attempt === 0) ? 'Waiting for a worker' : 'Working'}</span>
        </div>
      )}
    </div>
  );
}

function Step({ step }: { step: RunStep }) {
  const look = stepLook(step.outcome);
  const Icon = look.icon;
  return (
    <li className="nx-step">
      <span className={`nx-step__mark nx-status nx-tone--${look.tone}`} title={look.word}>
        <Icon aria-hidden />
        <span className="nx-visually-hidden">{look.word}: </span>
      </span>
      <div className="nx-step__text">
        <div className="nx-row nx-row--apart">
          <span className="nx-step__name">{stepTitle(step.name)}</span>
          <span className="nx-small nx-subtle">
            <ClockTime at={step.at} />
          </span>
        </div>
        {step.message && <p className="nx-break nx-subtle">{step.message}</p>}
        {step.detail && (
          <ExpandableSection toggleText={raw[step.name] ?? 'What the cluster answered'} isIndented={false} className="nx-small">
            <pre className="nx-step__raw">{step.detail}</pre>
          </ExpandableSection>
        )}
      </div>
    </li>
  );
}
