import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: textSearch('who', 'what', 'outcome', 'since', 'from', 'to', 'q', 'open', 'page', 'cursor'),
  component: lazyRouteComponent(() => import('@/features/audit/AuditPage'), 'AuditPage'),
});
