import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/history',
  validateSearch: textSearch('state', 'name', 'page', 'cursor'),
  component: lazyRouteComponent(() => import('@/features/history/HistoryPage'), 'HistoryPage'),
});
