import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    coverage: { include: ['src/**/*.ts'], exclude: ['src/formats/generated/**'] },
  },
});
