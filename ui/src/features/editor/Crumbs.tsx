import { Link } from '@tanstack/react-router';
import type { ResourceRef } from '@/api/types';
import { ClusterName } from '@/shared/ui/ClusterName';
import { ResourceLink } from '@/shared/ui/ResourceLink';

/** The way back: the kind's list, then the resource. */
export function Crumbs({ plural, title, reference }: { plural: string; title: string; reference?: ResourceRef }) {
  return (
    <nav className="nx-row nx-small nx-subtle" aria-label="Where this is">
      <Link to="/resources/$plural" params={{ plural }} className="nx-link">
        {title}
      </Link>
      {reference && (
        <>
          <span aria-hidden>/</span>
          <ClusterName name={reference.cluster} />
          <span aria-hidden>/</span>
          <span>{reference.namespace}</span>
          <span aria-hidden>/</span>
          <ResourceLink {...reference} className="nx-link" />
        </>
      )}
    </nav>
  );
}
