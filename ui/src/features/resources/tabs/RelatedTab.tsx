import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, need } from '@/api/client';
import type { ResourceItem } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { formatNumber } from '@/shared/lib/format';
import { listTitle } from '@/shared/pages';
import { healthLook } from '@/shared/status';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { Empty, Failure, Lines } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { Age } from '@/shared/ui/Times';
import { ClusterIcon } from '@/shared/ui/icons';
import { parentOf, partsLabel } from '../kinds/relations';

type Place = Pick<ResourceItem, 'cluster' | 'namespace'>;

/** So many parts of one kind are named; the list has the others. */
const named = 25;

function useResources(params: Record<string, string> | undefined) {
  return useQuery({
    queryKey: keys.resources(params ?? {}),
    queryFn: ({ signal }) => need(api.GET('/api/v1/resources', { params: { query: { ...params, limit: 500 } }, signal })),
    enabled: params !== undefined,
  });
}

/** What a resource is a part of, and what its parts are, each with its health. */
export default function RelatedTab({ resource }: { resource: ResourceItem }) {
  const { cluster, namespace } = resource;
  const parent = parentOf(resource);
  const label = partsLabel(resource);
  const parents = useResources(parent && { cluster, namespace, q: parent.name });
  const parts = useResources(label === undefined ? undefined : { cluster, namespace, label, sort: 'name' });
  const failed = [parents, parts].find((query) => query.isError && !query.data);
  if (failed) return <Failure error={failed.error} title="What belongs to it could not be loaded" onRetry={() => void failed.refetch()} />;
  if (parents.isLoading || parts.isLoading) return <Lines count={6} />;
  const above = parents.data?.items.filter((item) => item.plural === parent?.plural && item.name === parent.name) ?? [];
  const kinds = [...new Set(parts.data?.items.map((item) => item.plural))].sort();
  if (above.length + kinds.length === 0) {
    return (
      <Empty title="Nothing belongs to it" icon={ClusterIcon}>
        {parent ? `It names ${parent.name} as what it is a part of, which is not in ${cluster} / ${namespace}.` : 'What names this resource in its labels appears here.'}
      </Empty>
    );
  }
  return (
    <div className="nx-stack">
      {above.length > 0 && <Group title="A part of" items={above} />}
      {kinds.map((plural) => (
        <Group key={plural} title={listTitle(plural)} items={parts.data?.items.filter((item) => item.plural === plural) ?? []} more={{ plural, label: label ?? '', place: resource }} />
      ))}
    </div>
  );
}

interface GroupProps {
  title: string;
  items: readonly ResourceItem[];
  more?: { plural: string; label: string; place: Place };
}

function Group({ title, items, more }: GroupProps) {
  const shown = [...items].sort((a, b) => healthLook[a.health].rank - healthLook[b.health].rank || a.name.localeCompare(b.name, 'en', { numeric: true })).slice(0, named);
  return (
    <section className="nx-panel" aria-label={title}>
      <div className="nx-panel__head">
        <h2>{title}</h2>
        {more && (
          <Link to="/resources/$plural" params={{ plural: more.plural }} search={{ cluster: more.place.cluster, namespace: more.place.namespace, label: more.label }} className="nx-link nx-small">
            {items.length > named ? `All ${formatNumber(items.length)}` : 'As a list'}
          </Link>
        )}
      </div>
      <ul className="nx-quiet-list nx-rows">
        {shown.map((item) => (
          <li key={`${item.plural}/${item.name}`} className="nx-related">
            <ResourceLink {...item} />
            <StatusText look={healthLook[item.health]} />
            <span className="nx-small nx-subtle nx-break">{item.health === 'Healthy' ? '' : item.reason}</span>
            <span className="nx-small nx-subtle">
              <Age at={item.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
