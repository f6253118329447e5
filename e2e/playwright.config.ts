import { defineConfig } from '@playwright/test'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from './chromium-program.ts'
import { electronRuntime } from './electron-runtime.ts'
import type { HostOptions } from './test.ts'

/** Specs of the dashboard, the same on every host. */
const EVERYWHERE = ['dashboard.spec.ts', 'editing.spec.ts', 'watching.spec.ts']
/** Specs of what the browser, or the light shell alone, does. */
const LIGHT = ['accessibility.spec.ts', 'reconnecting.spec.ts', 'starting.spec.ts']
const DESKTOP = ['desktop*.spec.ts']

export default defineConfig<object, HostOptions>({
  testDir: '.',
  // Each test starts its own instance on its own port and directory, so they may run side by side.
  fullyParallel: true,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./missing-electron-reporter.ts']],
  outputDir: '../test-results',
  forbidOnly: true,
  projects: [
    { name: 'light', use: { hostName: 'light' }, testMatch: [...EVERYWHERE, ...LIGHT] },
    {
      name: 'stand-in',
      use: { hostName: 'stand-in' },
      testMatch: [...EVERYWHERE, ...DESKTOP, 'stand-in/*.spec.ts'],
    },
    ...(electronRuntime() === null
      ? []
      : [
          {
            name: 'electron',
            use: { hostName: 'electron' as const },
            testMatch: [...EVERYWHERE, ...DESKTOP],
          },
        ]),
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'off',
    actionTimeout: 10_000,
    launchOptions: { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] },
  },
})
