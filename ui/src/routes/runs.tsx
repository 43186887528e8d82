import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs',
  validateSearch: textSearch('state', 'kind', 'name', 'who', 'sort', 'page', 'cursor'),
  component: lazyRouteComponent(() => import('@/features/runs/RunsPage'), 'RunsPage'),
});

export const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('@/features/runs/RunPage'), 'RunPage'),
});
