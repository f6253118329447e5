import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,resources,scripts,build}/**/*.test.ts', 'src/**/*.test.tsx'],
    // Left alone it keeps one core free, and these tests wait more than they compute: on two cores that halves the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
