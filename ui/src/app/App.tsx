import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { session } from '@/api/session';
import { makeQueryClient } from './query';
import { makeRouter } from './router';

const client = makeQueryClient();
const router = makeRouter();

export function App() {
  useEffect(
    () =>
      session.subscribe(() => {
        // What one person saw is not for the next.
        if (session.state === 'out') client.clear();
      }),
    [],
  );
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
