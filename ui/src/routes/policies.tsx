import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const policiesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policies',
  validateSearch: textSearch('q', 'open'),
  component: lazyRouteComponent(() => import('@/features/policies/PoliciesPage'), 'PoliciesPage'),
});
