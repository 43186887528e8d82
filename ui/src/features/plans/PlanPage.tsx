import { Alert, Button } from '@patternfly/react-core';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { PlanDetail } from '@/api/types';
import { asProblem } from '@/api/problem';
import { useCan } from '@/shared/data/me';
import { usePlan, usePlanDecision } from '@/shared/data/plans';
import { announce } from '@/shared/lib/announce';
import { planLook } from '@/shared/status';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';
import { PageHead } from '@/shared/ui/PageHead';
import { Failure, FailureAlert, Forbidden, Lines } from '@/shared/ui/States';
import { StatusLabel } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { PlanSteps } from './PlanSteps';
import './plans.css';

export function PlanPage() {
  const { id } = useParams({ from: '/shell/plans/$id' });
  const plan = usePlan(id);
  if (plan.isError && asProblem(plan.error).isForbidden) return <Forbidden permission="runs:read" />;
  if (plan.isError && !plan.data) return <Failure error={plan.error} title="The plan could not be loaded" onRetry={() => void plan.refetch()} />;
  if (!plan.data) {
    return (
      <div className="nx-stack">
        <PageHead title="Plan" />
        <Lines count={8} />
      </div>
    );
  }
  return <Plan plan={plan.data} />;
}

function Plan({ plan }: { plan: PlanDetail }) {
  useAnnounced(plan);
  const decision = usePlanDecision(plan.id);
  return (
    <div className="nx-stack">
      <PageHead
        title={plan.title}
        documentTitle={`Plan: ${plan.title}`}
        before={
          <nav className="nx-small" aria-label="Where this is">
            <Link to="/plans" className="nx-link">
              Plans
            </Link>
          </nav>
        }
        actions={<PlanButtons plan={plan} decision={decision} />}
      >
        <div className="nx-row">
          <StatusLabel look={planLook[plan.state]} />
          <span className="nx-small nx-subtle">
            {plan.done} of {plan.total} steps done · by {plan.author}, <TimeAgo at={plan.created_at} />
            {plan.finished_at && (
              <>
                {' '}
                · ended <TimeAgo at={plan.finished_at} />
              </>
            )}
          </span>
        </div>
        {plan.reason && <p className="nx-subtle nx-break">{plan.reason}</p>}
      </PageHead>
      {decision.isError && <FailureAlert error={decision.error} title="It was not done" />}
      <WhyItRests plan={plan} />
      <section className="nx-panel" aria-label="Progress">
        <div className="nx-panel__body nx-stack">
          <div className="nx-plan-bar" role="progressbar" aria-label="Steps done" aria-valuemin={0} aria-valuemax={plan.total} aria-valuenow={plan.done}>
            <span style={{ inlineSize: `${plan.total === 0 ? 0 : (100 * plan.done) / plan.total}%` }} />
          </div>
          <PlanSteps steps={plan.steps} />
        </div>
      </section>
    </div>
  );
}

/** What stopped it, and how it goes on. */
function WhyItRests({ plan }: { plan: PlanDetail }) {
  if (plan.state === 'failed') {
    return (
      <Alert variant="danger" isInline component="h2" title={plan.message}>
        Nothing more has begun. Mend what is wrong and try the step again, or abort the plan; what is done stays done.
      </Alert>
    );
  }
  const held = plan.steps.find((step) => step.type === 'hold' && step.state === 'running');
  if (plan.state === 'paused') {
    return (
      <Alert variant="warning" isInline component="h2" title={held ? held.title : `The plan is ${plan.message}`}>
        {held ? held.explanation : 'No step begins until somebody goes on. Steps that are under way go on to their end.'}
      </Alert>
    );
  }
  if (plan.state === 'aborted') return <Alert variant="info" isInline component="h2" title={`The plan was ${plan.message}`} />;
  const outside = plan.steps.find((step) => step.type === 'outside' && step.state === 'running');
  if (!outside) return null;
  return (
    <Alert variant="warning" isInline component="h2" title={`A person is needed: ${outside.title}`}>
      {outside.explanation}
    </Alert>
  );
}

interface ButtonsProps {
  plan: PlanDetail;
  decision: ReturnType<typeof usePlanDecision>;
}

function PlanButtons({ plan, decision }: ButtonsProps) {
  const [aborting, setAborting] = useState(false);
  const can = useCan();
  // Who could not have started it may not steer it.
  const may = plan.steps.every((step) => (step.namespace === '' ? can('resources:write', { cluster: step.cluster }) : can('resources:write', { cluster: step.cluster, namespace: step.namespace })));
  const rests = plan.state === 'paused' || plan.state === 'failed';
  if (!may || plan.state === 'aborted' || plan.state === 'succeeded') return null;
  return (
    <>
      {rests && (
        <Button isDisabled={decision.isPending} onClick={() => decision.mutate('resume')}>
          {plan.state === 'failed' ? 'Try again' : 'Go on'}
        </Button>
      )}
      {plan.state === 'running' && (
        <Button variant="secondary" isDisabled={decision.isPending} onClick={() => decision.mutate('pause')}>
          Pause
        </Button>
      )}
      <Button variant="link" isDanger onClick={() => setAborting(true)}>
        Abort
      </Button>
      {aborting && (
        <ConfirmDialog
          title="Abort the plan"
          verb="Abort the plan"
          busy="Aborting"
          mutation={decision}
          onGo={() => decision.mutate('abort', { onSuccess: () => setAborting(false) })}
          onClose={() => setAborting(false)}
        >
          No more steps begin. What is done stays, and what is under way on a cluster goes on to its end.
        </ConfirmDialog>
      )}
    </>
  );
}

function useAnnounced(plan: PlanDetail): void {
  const last = useRef<string | undefined>(undefined);
  const now = `${planLook[plan.state].word}. ${plan.done} of ${plan.total} steps done. ${plan.message}`;
  useEffect(() => {
    if (last.current !== undefined && last.current !== now) announce(now);
    last.current = now;
  }, [now]);
}
