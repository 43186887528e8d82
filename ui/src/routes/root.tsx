import { createRootRoute, Outlet, retainSearchParams } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';

/** The scope is part of every address and is kept from page to page. */
export const rootRoute = createRootRoute({
  validateSearch: textSearch('cluster', 'namespace'),
  search: { middlewares: [retainSearchParams(['cluster', 'namespace'])] },
  component: Outlet,
});
