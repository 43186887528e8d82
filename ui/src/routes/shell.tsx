import { createRoute } from '@tanstack/react-router';
import { Shell } from '@/app/frame/Shell';
import { rootRoute } from './root';

/** Everything that needs a signed-in person, inside the frame. */
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell });
