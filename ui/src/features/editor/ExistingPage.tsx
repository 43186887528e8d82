import type { ResourceDetail, ResourceRef } from '@/api/types';
import { useCan, useMe } from '@/shared/data/me';
import { useResource } from '@/shared/data/resources';
import type { Permission } from '@/shared/lib/permissions';
import { listTitle } from '@/shared/pages';
import { PageHead } from '@/shared/ui/PageHead';
import { Failure, Forbidden, Lines } from '@/shared/ui/States';
import { Crumbs } from './Crumbs';

interface Props {
  reference: ResourceRef;
  title: string;
  permission: Permission;
  children: (resource: ResourceDetail) => React.ReactNode;
}

/** The frame of edit, delete and rollback: the right is asked for, the resource is loaded. */
export function ExistingPage({ reference, title, permission, children }: Props) {
  const resource = useResource(reference);
  const can = useCan();
  const me = useMe();
  if (me.data && !can(permission, reference)) return <Forbidden permission={permission} place={`${reference.cluster} / ${reference.namespace}`} />;
  return (
    <div className="nx-stack">
      <PageHead title={title} before={<Crumbs plural={reference.plural} title={listTitle(reference.plural)} reference={reference} />} />
      {resource.data ? (
        children(resource.data)
      ) : resource.isError ? (
        <Failure error={resource.error} title={`${reference.name} could not be loaded`} onRetry={() => void resource.refetch()} />
      ) : (
        <Lines count={8} />
      )}
    </div>
  );
}
