import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,resources,scripts,build}/**/*.test.ts', 'src/**/*.test.tsx'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
