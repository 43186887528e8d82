import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  validateSearch: textSearch('tab', 'q', 'sort', 'user', 'page', 'cursor'),
  component: lazyRouteComponent(() => import('@/features/people/PeoplePage'), 'PeoplePage'),
});

export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('@/features/account/AccountPage'), 'AccountPage'),
});
