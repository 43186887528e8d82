import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { PlanItem, PlanState } from '@/api/types';
import { useCan, useMe } from '@/shared/data/me';
import { usePlans } from '@/shared/data/plans';
import { splitList, toggled } from '@/shared/lib/search';
import { planLook } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { FilterChips } from '@/shared/table/FilterChips';
import { FilterMenu } from '@/shared/table/FilterMenu';
import { Pager } from '@/shared/table/Pager';
import { pageSize, usePaging } from '@/shared/table/paging';
import { ClusterName } from '@/shared/ui/ClusterName';
import { LinkButton } from '@/shared/ui/LinkButton';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { AddIcon, PlanIcon, SearchIcon } from '@/shared/ui/icons';

const columns: Column<PlanItem>[] = [
  { id: 'state', title: 'State', cell: (plan) => <StatusText look={planLook[plan.state]} />, text: (plan) => plan.state },
  {
    id: 'title',
    title: 'Plan',
    wide: true,
    cell: (plan) => (
      <Link to="/plans/$id" params={{ id: plan.id }} className="nx-link nx-link--strong nx-break">
        {plan.title}
      </Link>
    ),
    text: (plan) => plan.title,
  },
  { id: 'done', title: 'Steps done', align: 'end', cell: (plan) => `${plan.done} of ${plan.total}`, text: (plan) => String(plan.done) },
  { id: 'message', title: 'Message', wide: true, cell: (plan) => <span className="nx-small nx-break">{plan.message || '–'}</span>, text: (plan) => plan.message },
  { id: 'clusters', title: 'Clusters', cell: (plan) => <Clusters names={plan.clusters} />, text: (plan) => plan.clusters.join(' ') },
  { id: 'author', title: 'By', cell: (plan) => plan.author, text: (plan) => plan.author },
  { id: 'created', title: 'Started', align: 'end', cell: (plan) => <TimeAgo at={plan.created_at} />, text: (plan) => plan.created_at },
];

function Clusters({ names }: { names: readonly string[] }) {
  const [first, ...others] = names;
  if (first === undefined) return '–';
  return (
    <span className="nx-row nx-row--one" title={names.join(', ')}>
      <ClusterName name={first} />
      {others.length > 0 && <span className="nx-small nx-subtle">and {others.length} more</span>}
    </span>
  );
}

export function PlansPage() {
  const can = useCan();
  const me = useMe();
  if (me.data && !can('runs:read')) return <Forbidden permission="runs:read" />;
  return <Plans />;
}

function Plans() {
  const search = useSearch({ from: '/shell/plans' });
  const navigate = useNavigate({ from: '/plans' });
  const can = useCan();
  const plans = usePlans({ ...search });
  const { cursor: _cursor, page: _page, ...filter } = search;
  const paging = usePaging(`plans ${JSON.stringify(filter)}`, search, plans.data?.next_cursor);
  const states = splitList(search.state);
  // A changed filter starts at the first page.
  const filterBy = (state: string | undefined) => void navigate({ to: '.', search: (old) => ({ ...old, state, page: undefined, cursor: undefined }) });
  const add = can('resources:write') && (
    <LinkButton to="/plans/new" icon={<AddIcon />}>
      New plan
    </LinkButton>
  );
  return (
    <div className="nx-stack">
      <PageHead title="Plans" actions={add}>
        <p className="nx-subtle">A plan makes several changes in order, with checks between them, and stops where something is not as it should be.</p>
      </PageHead>
      <div className="nx-panel">
        <Toolbar inset={{ default: 'insetMd' }}>
          <ToolbarContent>
            <ToolbarItem>
              <FilterMenu
                title="State"
                chosen={states}
                onToggle={(value) => filterBy(toggled(search.state, value))}
                options={(Object.keys(planLook) as PlanState[]).map((state) => ({ value: state, label: <StatusText look={planLook[state]} /> }))}
              />
            </ToolbarItem>
            <ToolbarItem align={{ default: 'alignEnd' }}>
              <Pager page={paging.page} size={pageSize} shown={plans.data?.items.length ?? 0} total={plans.data?.total} onNext={paging.onNext} onPrevious={paging.onPrevious} />
            </ToolbarItem>
          </ToolbarContent>
          <FilterChips
            chips={states.map((state) => ({ words: `State: ${state in planLook ? planLook[state as PlanState].word : state}`, onClose: () => filterBy(toggled(search.state, state)) }))}
            onClear={() => filterBy(undefined)}
          />
        </Toolbar>
        {plans.isError && plans.data && <FailureAlert error={plans.error} title="The plans are not up to date" onRetry={() => void plans.refetch()} />}
        {plans.isError && !plans.data ? (
          <Failure error={plans.error} title="The plans could not be loaded" onRetry={() => void plans.refetch()} />
        ) : (
          <DataTable
            label="Plans"
            columns={columns}
            rows={plans.data?.items}
            rowKey={(plan) => plan.id}
            version={(plan) => Object.keys(planLook).indexOf(plan.state) + plan.done * 10}
            onOpen={(plan) => void navigate({ to: '/plans/$id', params: { id: plan.id } })}
            isStale={plans.isPlaceholderData}
            empty={
              states.length > 0 ? (
                <Empty
                  title="No plan is in this state"
                  icon={SearchIcon}
                  actions={
                    <Button variant="link" onClick={() => filterBy(undefined)}>
                      Clear the filter
                    </Button>
                  }
                >
                  Other plans may exist.
                </Empty>
              ) : (
                <Empty title="No plans yet" icon={PlanIcon} actions={add}>
                  Upgrade a Kafka cluster, add or remove brokers, bring one manifest to many clusters, or move to another Strimzi release.
                </Empty>
              )
            }
          />
        )}
      </div>
    </div>
  );
}
