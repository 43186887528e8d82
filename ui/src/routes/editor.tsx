import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '@/shared/lib/search';
import { shellRoute } from './shell';

const resource = '/clusters/$cluster/namespaces/$namespace/$plural/$name';
const step = textSearch('step', 'takeOver');

export const createResourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/resources/$plural/new',
  validateSearch: step,
  component: lazyRouteComponent(() => import('@/features/editor/CreatePage'), 'CreatePage'),
});

export const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: `${resource}/edit`,
  validateSearch: step,
  component: lazyRouteComponent(() => import('@/features/editor/EditPage'), 'EditPage'),
});

export const deleteRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: `${resource}/delete`,
  component: lazyRouteComponent(() => import('@/features/editor/DeletePage'), 'DeletePage'),
});

export const rollbackRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: `${resource}/rollback`,
  validateSearch: textSearch('revision'),
  component: lazyRouteComponent(() => import('@/features/editor/RollbackPage'), 'RollbackPage'),
});
