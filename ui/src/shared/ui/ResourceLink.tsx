import { Link } from '@tanstack/react-router';
import type { ResourceRef } from '@/api/types';

interface Props extends ResourceRef {
  tab?: string | undefined;
  /** Opens the dialog of this action there. */
  action?: string | undefined;
  children?: React.ReactNode;
  className?: string;
}

export function ResourceLink({ cluster, namespace, plural, name, tab, action, children, className }: Props) {
  return (
    <Link
      to="/clusters/$cluster/namespaces/$namespace/$plural/$name"
      params={{ cluster, namespace, plural, name }}
      search={(scope) => ({ cluster: scope.cluster, namespace: scope.namespace, tab, action })}
      className={className ?? 'nx-link nx-link--strong nx-break'}
    >
      {children ?? name}
    </Link>
  );
}
