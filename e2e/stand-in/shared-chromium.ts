import { test as base } from '@playwright/test'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { Chromium } from './chromium.ts'

interface SharedChromium {
  /** The endpoint of a Chromium for all stand-ins of one worker, started when it is first asked for. */
  readonly sharedChromium: () => Promise<string>
}

/** Tests of apps on the stand-in: each app has a profile of its own in the worker's Chromium. */
export const test = base.extend<object, SharedChromium>({
  sharedChromium: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright takes what a fixture needs from this pattern.
    async ({}, use) => {
      const dir = await makeTempDir('chromium')
      const chromium = new Chromium(dir.path)
      await use(() => chromium.start())
      await chromium.stop()
      await dir.remove()
    },
    { scope: 'worker' },
  ],
})
