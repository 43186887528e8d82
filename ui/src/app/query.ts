import { QueryClient } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';

/** Live events keep what is cached fresh; a minute is for when they are away. What the server refused is not asked again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => {
          const { status } = asProblem(error);
          return failures < 2 && (status === 0 || status >= 500);
        },
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5000),
      },
      mutations: { retry: false },
    },
  });
}
