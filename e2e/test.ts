import { expect } from '@playwright/test'
import { findElectron } from '../scripts/find-electron.mjs'
import { electronHost } from './electron-host.ts'
import type { DesktopTraylight, Host, StartOptions, Traylight } from './host.ts'
import { lightHost } from './light-host.ts'
import { ROOT } from './run-built.ts'
import { test as base } from './stand-in/shared-chromium.ts'
import { standInHost } from './stand-in-host.ts'

export { expect }

/** How a project of the configuration runs Traylight. */
export interface HostOptions {
  readonly hostName: 'light' | 'stand-in' | 'electron'
}

interface WorkerFixtures extends HostOptions {
  readonly host: Host
  readonly desktopHost: Host<DesktopTraylight>
}

interface TestFixtures {
  /** Starts an instance for this test, removed at its end. */
  readonly start: (options?: StartOptions) => Promise<Traylight>
  /** The same, where it is a desktop shell. */
  readonly startDesktop: (options?: StartOptions) => Promise<DesktopTraylight>
}

/** Specs that run on every host take Traylight from here. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  hostName: ['light', { option: true, scope: 'worker' }],
  desktopHost: [
    async ({ hostName, sharedChromium }, use) => {
      const program = findElectron(ROOT, process.env)
      if (hostName !== 'electron') return await use(standInHost(sharedChromium))
      if (program === undefined) throw new Error('Electron is not installed here.')
      await use(electronHost(program))
    },
    { scope: 'worker' },
  ],
  host: [
    async ({ hostName, desktopHost, playwright, launchOptions }, use) => {
      const host =
        hostName === 'light' ? lightHost(() => playwright.chromium.launch(launchOptions)) : desktopHost
      await use(host)
      await host.close()
    },
    { scope: 'worker' },
  ],
  start: async ({ host }, use) => {
    const started: Traylight[] = []
    await use(async options => keep(started, await host.start(options)))
    for (const one of started) await one.remove()
  },
  startDesktop: async ({ desktopHost }, use) => {
    const started: Traylight[] = []
    await use(async options => keep(started, await desktopHost.start(options)))
    for (const one of started) await one.remove()
  },
})

function keep<T extends Traylight>(started: Traylight[], one: T): T {
  started.push(one)
  return one
}
