import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const resourceListRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/resources/$plural',
  validateSearch: textSearch('q', 'health', 'sync', 'label', 'sort', 'page', 'cursor'),
  component: lazyRouteComponent(() => import('@/features/resources/ListPage'), 'ListPage'),
});

export const resourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clusters/$cluster/namespaces/$namespace/$plural/$name',
  validateSearch: textSearch('tab', 'view', 'from', 'to', 'action'),
  component: lazyRouteComponent(() => import('@/features/resources/ResourcePage'), 'ResourcePage'),
});
