import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/{api,journeys,faults}/**/*.test.ts'],
    environment: 'node',
    // Each file has a server, a fleet and mostly a browser of its own: two at once would only wait for each other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // A test here is a journey: when a step is wrong, those after it say nothing.
    retry: 0,
  },
});
