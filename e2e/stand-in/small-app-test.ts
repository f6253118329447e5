import { test as base } from './shared-chromium.ts'
import { type SmallApp, type SmallAppFiles, startSmallApp } from './small-app.ts'

export { expect } from '@playwright/test'

interface SmallApps {
  /** Starts an app for this test, removed at its end. */
  readonly start: (files: SmallAppFiles) => Promise<SmallApp>
}

/** Tests of the stand-in itself, by apps of a few lines. */
export const test = base.extend<SmallApps>({
  start: async ({ sharedChromium }, use) => {
    const started: SmallApp[] = []
    await use(async files => {
      const app = await startSmallApp(await sharedChromium(), files)
      started.push(app)
      return app
    })
    for (const app of started) await app.remove()
  },
})
