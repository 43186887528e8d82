import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const plansRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/plans',
  validateSearch: textSearch('state', 'type', 'page', 'cursor'),
  component: lazyRouteComponent(() => import('@/features/plans/PlansPage'), 'PlansPage'),
});

export const newPlanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/plans/new',
  // `of` is the resource that the plan is about: cluster/namespace/plural/name.
  validateSearch: textSearch('type', 'of'),
  component: lazyRouteComponent(() => import('@/features/plans/NewPlanPage'), 'NewPlanPage'),
});

export const planRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/plans/$id',
  component: lazyRouteComponent(() => import('@/features/plans/PlanPage'), 'PlanPage'),
});
