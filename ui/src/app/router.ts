import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '@/shared/lib/search';
import { Lines } from '@/shared/ui/States';
import { auditRoute } from '@/routes/audit';
import { addClusterRoute, clusterRoute, clustersRoute } from '@/routes/clusters';
import { createResourceRoute, deleteRoute, editRoute, rollbackRoute } from '@/routes/editor';
import { accountRoute, peopleRoute } from '@/routes/people';
import { policiesRoute } from '@/routes/policies';
import { newPlanRoute, planRoute, plansRoute } from '@/routes/plans';
import { overviewRoute } from '@/routes/overview';
import { historyRoute } from '@/routes/history';
import { queueRoute } from '@/routes/queue';
import { resourceListRoute, resourceRoute } from '@/routes/resources';
import { rootRoute } from '@/routes/root';
import { runRoute, runsRoute } from '@/routes/runs';
import { shellRoute } from '@/routes/shell';
import { signInRoute } from '@/routes/sign-in';
import { NotFoundPage } from './frame/NotFoundPage';
import { PageCrash } from './frame/PageCrash';

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    overviewRoute,
    resourceListRoute,
    createResourceRoute,
    resourceRoute,
    editRoute,
    deleteRoute,
    rollbackRoute,
    runsRoute,
    runRoute,
    plansRoute,
    newPlanRoute,
    planRoute,
    queueRoute,
    historyRoute,
    auditRoute,
    peopleRoute,
    policiesRoute,
    accountRoute,
    clustersRoute,
    addClusterRoute,
    clusterRoute,
  ]),
]);

export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPendingMs: 120,
    defaultPendingComponent: Lines,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: PageCrash,
    ...(history ? { history } : {}),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
