import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from './shell';

export const clustersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clusters',
  component: lazyRouteComponent(() => import('@/features/clusters/ClustersPage'), 'ClustersPage'),
});

export const addClusterRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/add-cluster',
  component: lazyRouteComponent(() => import('@/features/clusters/AddClusterPage'), 'AddClusterPage'),
});

export const clusterRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clusters/$cluster',
  component: lazyRouteComponent(() => import('@/features/clusters/ClusterPage'), 'ClusterPage'),
});
