import { Link } from '@tanstack/react-router';
import type { PlanItem } from '@/api/types';
import { useCan } from '@/shared/data/me';
import { usePlans } from '@/shared/data/plans';
import { useScope } from '@/shared/data/scope';
import { planLook } from '@/shared/status';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';

/** Plans that have not ended; those that wait for somebody first. Nothing where there are none. */
export function PlansUnderWay() {
  const can = useCan();
  return can('runs:read') ? <OpenPlans /> : null;
}

function OpenPlans() {
  const scope = useScope();
  const found = usePlans({ state: 'failed,paused,running' }).data?.items ?? [];
  const plans = openPlans(found, scope.cluster);
  if (plans.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="open-plans">
      <div className="nx-panel__head">
        <h2 id="open-plans">Plans under way</h2>
        <Link to="/plans" className="nx-link nx-small">
          All plans
        </Link>
      </div>
      <ul className="nx-quiet-list nx-rows">
        {plans.map((plan) => (
          <li key={plan.id}>
            <div className="nx-row nx-row--apart">
              <Link to="/plans/$id" params={{ id: plan.id }} className="nx-link nx-link--strong nx-break">
                {plan.title}
              </Link>
              <StatusText look={planLook[plan.state]} />
            </div>
            {plan.message && <p className="nx-small nx-break">{plan.message}</p>}
            <div className="nx-row nx-small nx-subtle">
              <span>
                {plan.done} of {plan.total} steps done
              </span>
              <span>
                by {plan.author}, <TimeAgo at={plan.created_at} />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Those in scope, by how much they need a person. */
export function openPlans(plans: readonly PlanItem[], cluster: string | undefined): PlanItem[] {
  return plans.filter((plan) => cluster === undefined || plan.clusters.includes(cluster)).sort((a, b) => planLook[a.state].rank - planLook[b.state].rank);
}
