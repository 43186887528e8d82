import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import { Link, useParams } from '@tanstack/react-router';
import type { RunDetail } from '@/api/types';
import { asProblem } from '@/api/problem';
import { useRun } from '@/shared/data/runs';
import { kindWords } from '@/shared/lib/format';
import { isUnderWay } from '@/shared/status';
import { ClusterName } from '@/shared/ui/ClusterName';
import { PageHead } from '@/shared/ui/PageHead';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { RunProgress } from '@/shared/ui/RunProgress';
import { Failure, Forbidden, Lines } from '@/shared/ui/States';
import { TimeAgo } from '@/shared/ui/Times';

export function RunPage() {
  const { id } = useParams({ from: '/shell/runs/$id' });
  const run = useRun(id);
  if (run.isError && asProblem(run.error).isForbidden) return <Forbidden permission="runs:read" />;
  if (run.isError && !run.data) return <Failure error={run.error} title="The run could not be loaded" onRetry={() => void run.refetch()} />;
  if (!run.data) {
    return (
      <div className="nx-stack">
        <PageHead title="Run" />
        <Lines count={8} />
      </div>
    );
  }
  const data = run.data;
  return (
    <div className="nx-stack">
      <PageHead
        title={`${words(data.action)} ${data.name}`}
        documentTitle={`Run: ${data.action} ${data.name}`}
        before={
          <nav className="nx-row nx-small nx-subtle" aria-label="Where this is">
            <Link to="/runs" className="nx-link">
              Runs
            </Link>
            <span aria-hidden>/</span>
            <ClusterName name={data.cluster} />
            <span aria-hidden>/</span>
            <span>{data.namespace}</span>
          </nav>
        }
      />
      <div className="nx-run">
        <section className="nx-panel" aria-label="Progress">
          <div className="nx-panel__body">
            <RunProgress id={id} />
          </div>
        </section>
        <RunFacts run={data} />
      </div>
    </div>
  );
}

function words(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1).replaceAll(/[_-]/g, ' ');
}

function RunFacts({ run }: { run: RunDetail }) {
  const facts: [string, React.ReactNode][] = [
    ['Resource', <ResourceLink key="r" {...run} />],
    ['Kind', kindWords(run.kind)],
    ['Asked for by', run.author],
    ['Asked for', <TimeAgo key="c" at={run.created_at} />],
    ...(run.started_at ? ([['Started', <TimeAgo key="s" at={run.started_at} />]] as [string, React.ReactNode][]) : []),
    ...(run.finished_at ? ([['Finished', <TimeAgo key="f" at={run.finished_at} />]] as [string, React.ReactNode][]) : []),
    ...(isUnderWay(run.state) && run.due_at && run.state === 'queued' ? ([['Next try', <TimeAgo key="d" at={run.due_at} />]] as [string, React.ReactNode][]) : []),
    ...(isUnderWay(run.state) && run.deadline ? ([['Given up', <TimeAgo key="l" at={run.deadline} />]] as [string, React.ReactNode][]) : []),
    ['Attempts', run.attempt],
    ...(run.revision > 0 ? ([['Revision', <ResourceLink key="v" {...run} tab="changes" className="nx-link">{String(run.revision)}</ResourceLink>]] as [string, React.ReactNode][]) : []),
    ['Id', <span key="i" className="nx-mono nx-break">{run.id}</span>],
  ];
  return (
    <section className="nx-panel" aria-label="Facts">
      <div className="nx-panel__body">
        <DescriptionList isHorizontal isCompact horizontalTermWidthModifier={{ default: '7rem' }}>
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
