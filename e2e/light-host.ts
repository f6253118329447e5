import type { Browser, BrowserContext } from '@playwright/test'
import type { Host } from './host.ts'
import { startLightShell } from './light-shell.ts'

/** The light shell, with its dashboard in a browser that is launched when the first page is wanted. */
export function lightHost(launchBrowser: () => Promise<Browser>): Host {
  let browser: Promise<Browser> | null = null
  return {
    async start(options) {
      const shell = await startLightShell(options)
      const contexts: BrowserContext[] = []
      return {
        ...shell,
        get pid() {
          return shell.pid
        },
        async page() {
          browser ??= launchBrowser()
          const context = await (await browser).newContext()
          contexts.push(context)
          const page = await context.newPage()
          await page.goto(shell.address)
          return page
        },
        async remove() {
          await Promise.all(contexts.map(context => context.close()))
          await shell.remove()
        },
      }
    },
    async close() {
      await (await browser)?.close()
    },
  }
}
