import { Alert, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import type { ResourceDetail, ResourceRef } from '@/api/types';
import { asProblem } from '@/api/problem';
import { useCan, useMe } from '@/shared/data/me';
import { useResource } from '@/shared/data/resources';
import { useHotkeys } from '@/shared/lib/hotkeys';
import { kindWords } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, Forbidden, Lines } from '@/shared/ui/States';
import { ApplicationIcon } from '@/shared/ui/icons';
import { ActionDialog } from './actions/ActionDialog';
import { Banners } from './Banners';
import { useHistory } from './panels/data';
import { HistoryPanel } from './panels/HistoryPanel';
import { ResourceHead } from './ResourceHead';
import { OverviewTab } from './tabs/OverviewTab';
import './resource.css';

const ChangesTab = lazy(() => import('./tabs/ChangesTab'));
const RunsTab = lazy(() => import('./tabs/RunsTab'));
const RelatedTab = lazy(() => import('./tabs/RelatedTab'));
const AuditTab = lazy(() => import('./tabs/AuditTab'));
const EventsTab = lazy(() => import('./tabs/EventsTab'));
const LogsTab = lazy(() => import('./tabs/LogsTab'));
const YamlTab = lazy(() => import('./tabs/YamlTab'));

const route = '/shell/clusters/$cluster/namespaces/$namespace/$plural/$name';

export function ResourcePage() {
  const params = useParams({ from: route });
  const ref = useMemo<ResourceRef>(() => ({ cluster: params.cluster, namespace: params.namespace, plural: params.plural, name: params.name }), [params]);
  const resource = useResource(ref);
  const can = useCan();
  const me = useMe();
  const place = { cluster: ref.cluster, namespace: ref.namespace };
  const navigate = useNavigate();
  // Where it leads is known from the address: a key that is quicker than the answer is not lost.
  useHotkeys(
    'page',
    'This resource',
    can('resources:write', place)
      ? [{ keys: 'e', words: 'Edit', run: () => void navigate({ to: '/clusters/$cluster/namespaces/$namespace/$plural/$name/edit', params: { ...ref } }) }]
      : [],
  );

  const isGone = resource.isError && asProblem(resource.error).status === 404 && ref.plural === 'sparkapplications';
  if (me.data && !can('resources:read', place)) return <Forbidden permission="resources:read" place={`${ref.cluster} / ${ref.namespace}`} />;
  if (resource.data) return <Resource key={`${ref.cluster}/${ref.namespace}/${ref.plural}/${ref.name}`} data={resource.data} reference={ref} />;
  return (
    <div className="nx-stack">
      <PageHead
        title={ref.name}
        before={
          <Link to="/resources/$plural" params={{ plural: ref.plural }} className="nx-link nx-small">
            {listTitle(ref.plural)}
          </Link>
        }
      />
      {resource.isError && asProblem(resource.error).isForbidden && <Forbidden permission="resources:read" place={`${ref.cluster} / ${ref.namespace}`} />}
      {isGone && <GoneApplication reference={ref} />}
      {resource.isError && !asProblem(resource.error).isForbidden && !isGone && <Failure error={resource.error} title={`${ref.name} could not be loaded`} onRetry={() => void resource.refetch()} />}
      {!resource.isError && <Lines count={10} />}
    </div>
  );
}

/** An application whose object has gone, by its time to live or otherwise: what is known of it stays for a while. */
function GoneApplication({ reference }: { reference: ResourceRef }) {
  const can = useCan();
  const history = useHistory(reference, 'gone');
  if (history.data?.length === 0) {
    return (
      <Empty title="There is no such application" icon={ApplicationIcon}>
        Nothing of this name was seen here in the last 30 days.
      </Empty>
    );
  }
  return (
    <>
      <Alert variant="info" isInline title="It is not on the cluster any more">
        What was seen of it is kept for 30 days.
      </Alert>
      <HistoryPanel reference={reference} version="gone" />
      {can('resources:logs', reference) && (
        <Suspense fallback={<Lines count={8} />}>
          <LogsTab reference={reference} isGone />
        </Suspense>
      )}
    </>
  );
}

interface TabEntry {
  id: string;
  title: string;
  content: () => React.ReactNode;
}

function tabsOf(data: ResourceDetail, ref: ResourceRef, may: { logs: boolean; audit: boolean }): TabEntry[] {
  return [
    { id: 'overview', title: 'Overview', content: () => <OverviewTab resource={data} reference={ref} /> },
    { id: 'changes', title: 'Changes', content: () => <ChangesTab resource={data} reference={ref} /> },
    { id: 'runs', title: 'Runs', content: () => <RunsTab runs={data.runs} /> },
    { id: 'related', title: 'Related', content: () => <RelatedTab reference={ref} /> },
    { id: 'events', title: 'Events', content: () => <EventsTab reference={ref} /> },
    ...(data.kind === 'SparkApplication' && may.logs ? [{ id: 'logs', title: 'Logs', content: () => <LogsTab reference={ref} /> }] : []),
    { id: 'yaml', title: 'YAML', content: () => <YamlTab resource={data} /> },
    ...(may.audit ? [{ id: 'audit', title: 'Audit', content: () => <AuditTab resource={data} /> }] : []),
  ];
}

function Resource({ data, reference }: { data: ResourceDetail; reference: ResourceRef }) {
  const { tab, action } = useSearch({ from: route });
  const navigate = useNavigate();
  const can = useCan();
  const tabs = tabsOf(data, reference, { logs: can('resources:logs', data), audit: can('audit:read', data) });
  const current = tabs.find((entry) => entry.id === tab) ?? tabs[0];
  const show = (id: string) =>
    void navigate({ to: '.', search: (old) => ({ cluster: old.cluster, namespace: old.namespace, ...(id === 'overview' ? {} : { tab: id }) }), replace: true });
  // Back closes the dialog; closing it leaves nothing behind in the history.
  const act = (id: string | undefined) => void navigate({ to: '.', search: (old) => ({ ...old, action: id }), replace: id === undefined });
  useHotkeys(
    'page',
    'Its tabs',
    tabs.map((entry, index) => ({ keys: String(index + 1), words: entry.title, run: () => show(entry.id) })),
  );

  return (
    <div className="nx-stack">
      <ResourceHead resource={data} reference={reference} onAct={act} />
      <Banners resource={data} reference={reference} />
      <div>
        <Tabs activeKey={current?.id ?? 'overview'} onSelect={(_, id) => show(String(id))} aria-label={`${kindWords(data.kind)} ${data.name}`} role="region">
          {tabs.map((entry) => (
            <Tab key={entry.id} eventKey={entry.id} title={<TabTitleText>{entry.title}</TabTitleText>} tabContentId={`tab-${entry.id}`} />
          ))}
        </Tabs>
        <section id={`tab-${current?.id ?? 'overview'}`} role="tabpanel" className="nx-tab" tabIndex={-1} aria-label={current?.title}>
          <Suspense fallback={<Lines count={8} />}>{current?.content()}</Suspense>
        </section>
      </div>
      {action && <ActionDialog key={action} reference={reference} id={action} onClose={() => act(undefined)} />}
    </div>
  );
}
