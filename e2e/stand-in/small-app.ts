import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { type StandInApp, startStandIn } from './start-stand-in.ts'

/** An app of a few lines, for one test of the stand-in. */
export interface SmallApp extends StandInApp {
  readonly dir: string
  /** Starts the same app once more. */
  again(...args: readonly string[]): StandInApp
  /** Waits until it has written these words. */
  says(words: string | RegExp): Promise<void>
  /** The lines it has written. */
  lines(): string[]
  remove(): Promise<void>
}

export interface SmallAppFiles {
  /** Begins with `import ... from 'electron'`; `dir` is the app's folder, `say` writes a line. */
  readonly main: string
  readonly preload?: string
  /** Served as app://small/, by `servePage()`. */
  readonly page?: string
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

/** What every small app has at hand. */
const PRELUDE = `
import { readFileSync as read } from 'node:fs'
import * as prelude from 'electron'
const dir = import.meta.dirname
const say = (...words) => console.log(...words.map(word => (typeof word === 'string' ? word : JSON.stringify(word))))
prelude.app.setPath('userData', dir + '/data')
prelude.protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
const PREFERENCES = { preload: dir + '/preload.cjs', contextIsolation: true, sandbox: true }
function openWindow(options = {}) {
  const { BrowserWindow, session } = prelude
  const { protocol } = session.defaultSession
  if (!protocol.isProtocolHandled('app')) protocol.handle('app', request =>
    new URL(request.url).pathname.endsWith('.js')
      ? new Response(read(dir + '/page.js'), { headers: { 'content-type': 'text/javascript' } })
      : new Response(read(dir + '/page.html'), { headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'; script-src 'self'", 'x-from-app': 'yes' } }))
  const window = new BrowserWindow({ webPreferences: PREFERENCES, ...options })
  window.loadURL('app://small/#/start').catch(() => {})
  return window
}
`

/** Writes and starts a small app, with its windows in the Chromium of this endpoint. */
export async function startSmallApp(chromium: string, files: SmallAppFiles): Promise<SmallApp> {
  const temp = await makeTempDir('stand-in')
  const dir = join(temp.path, 'app')
  await mkdir(dir)
  const html = `<!doctype html><title>Small</title><script src="page.js"></script><h1>Hello</h1>${files.page ?? ''}`
  await Promise.all([
    writeFile(
      join(dir, 'package.json'),
      '{"name": "small", "version": "1.2.3", "type": "module", "main": "main.js"}',
    ),
    writeFile(join(dir, 'main.js'), PRELUDE + files.main),
    writeFile(join(dir, 'preload.cjs'), files.preload ?? ''),
    writeFile(join(dir, 'page.html'), html),
    writeFile(join(dir, 'page.js'), 'globalThis.seenAtOnce = typeof globalThis.api'),
  ])
  const start = (args: readonly string[]) =>
    startStandIn({ app: dir, chromium, args, env: { XDG_CONFIG_HOME: temp.path, ...files.env } })
  const app = start(files.args ?? [])
  const others: StandInApp[] = []
  return Object.assign(app, {
    dir,
    again(...args: readonly string[]) {
      const other = start(args)
      others.push(other)
      return other
    },
    lines: () => app.output.split('\n').filter(line => line !== ''),
    async says(words: string | RegExp) {
      await expect.poll(() => app.output).toMatch(words)
    },
    async remove() {
      try {
        await Promise.all([app, ...others].map(one => one.close()))
      } finally {
        await temp.remove()
      }
    },
  })
}
