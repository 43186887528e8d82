import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** `make conformance`: what needs a real API server. The other tests do without. */
export default defineConfig({ test: { ...base.test, include: ['src/{conformance,operators,clusters}/**/*.test.ts'] } });
