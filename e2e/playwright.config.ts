import { defineConfig } from '@playwright/test'
import { findElectron } from '../scripts/find-electron.mjs'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from './chromium-program.ts'
import { ROOT } from './run-built.ts'
import type { HostOptions } from './test.ts'

/** Specs of the dashboard, the same on every host. */
const EVERYWHERE = ['dashboard.spec.ts', 'editing.spec.ts', 'watching.spec.ts']
/** Specs of the window, the tray and what else a desktop has. */
const DESKTOP = ['desktop*.spec.ts']
/** The stand-in's own. */
const STAND_IN = ['stand-in/*.spec.ts']

const hasElectron = findElectron(ROOT, process.env) !== undefined

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
    {
      name: 'light',
      use: { hostName: 'light' },
      testMatch: '**/*.spec.ts',
      testIgnore: [...DESKTOP, ...STAND_IN],
    },
    {
      name: 'stand-in',
      use: { hostName: 'stand-in' },
      testMatch: [...EVERYWHERE, ...DESKTOP, ...STAND_IN],
    },
    ...(!hasElectron
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
