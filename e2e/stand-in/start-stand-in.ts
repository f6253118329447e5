import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, chromium, type Page } from '@playwright/test'
import { type Action, answerSchema, type ShownTray, type ShownWindow, type View } from './control-messages.ts'
import { FAILURE_MARK } from './stand-in-failure.ts'

export interface StandInOptions {
  /** The folder of the app's package.json. */
  readonly app: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The endpoint of the Chromium in which its windows are. */
  readonly chromium: string
}

/** An app that runs on the stand-in, in a process of its own. */
export interface StandInApp {
  readonly pid: number
  /** What it wrote to standard output and error. */
  readonly output: string
  readonly hasEnded: boolean
  /** Resolves with the exit code when it ends by itself or by a signal (null). */
  readonly exited: Promise<number | null>
  /** Acts as the user or the operating system, and says how everything looks afterwards. */
  act(action: Action): Promise<View>
  look(): Promise<View>
  /** The tray. @throws where there is none (yet) */
  tray(): Promise<ShownTray>
  /** The page of a window, the newest by default; waits until there is one. */
  page(windowId?: number): Promise<Page>
  windows(): Promise<readonly ShownWindow[]>
  kill(signal: NodeJS.Signals): Promise<number | null>
  /** Ends it if it still runs, and closes what was opened to look at it. @throws where the stand-in failed it */
  close(): Promise<void>
}

const LAUNCHER = join(import.meta.dirname, 'electron.ts')
/** What was compiled for one start is there for the next; a new build empties it. */
const CACHE = join(import.meta.dirname, '../../out/main/.cache')
const WINDOW_WITHIN_MS = 20_000
const LOOK_EVERY_MS = 50

/** Starts an app as `electron APP_FOLDER [args]` would. */
export function startStandIn(options: StandInOptions): StandInApp {
  const child = spawn(process.execPath, [LAUNCHER, options.app, ...(options.args ?? [])], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: CACHE,
      STAND_IN_CHROMIUM: options.chromium,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  return new RunningApp(child)
}

class RunningApp implements StandInApp {
  readonly exited: Promise<number | null>
  output = ''
  private readonly child: ChildProcess
  private readonly waiting = new Map<number, (answer: unknown) => void>()
  private browser: { readonly endpoint: string; readonly browser: Browser } | null = null
  private lastId = 0

  constructor(child: ChildProcess) {
    this.child = child
    this.exited = new Promise(resolve => child.once('exit', code => resolve(code)))
    child.stdout?.on('data', chunk => this.hear(chunk))
    child.stderr?.on('data', chunk => this.hear(chunk))
    child.on('message', message => {
      const { id } = answerSchema.parse(message)
      this.waiting.get(id)?.(message)
      this.waiting.delete(id)
    })
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  async act(action: Action): Promise<View> {
    const id = ++this.lastId
    const answered = new Promise<unknown>(resolve => this.waiting.set(id, resolve))
    if (this.hasEnded || !this.child.connected) throw this.ended()
    this.child.send({ id, action })
    const answer = answerSchema.parse(
      await Promise.race([answered, this.exited.then(() => Promise.reject(this.ended()))]),
    )
    if (answer.ok) return answer.view
    throw new Error(answer.message)
  }

  look(): Promise<View> {
    return this.act({ do: 'look' })
  }

  async tray(): Promise<ShownTray> {
    const [tray] = (await this.look()).trays
    if (!tray) throw new Error('There is no tray.')
    return tray
  }

  async windows(): Promise<readonly ShownWindow[]> {
    return (await this.look()).windows
  }

  async page(windowId?: number): Promise<Page> {
    const { endpoint, targetId } = await this.windowThere(windowId)
    const browser = await this.connect(endpoint)
    for (const page of browser.contexts().flatMap(context => context.pages())) {
      if ((await targetOf(page)) === targetId) return page
    }
    // It crashed or is newer than the connection, which then does not know it.
    await this.disconnect()
    await pause(LOOK_EVERY_MS)
    return await this.page(windowId)
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) this.child.kill(signal)
    return await this.exited
  }

  async close(): Promise<void> {
    await this.disconnect()
    if (!this.hasEnded) {
      const lastResort = setTimeout(() => this.child.kill('SIGKILL'), 5000)
      await this.kill('SIGTERM')
      clearTimeout(lastResort)
    }
    if (this.output.includes(FAILURE_MARK)) throw new Error(this.output)
  }

  private hear(chunk: unknown): void {
    this.output = (this.output + String(chunk)).slice(-100_000)
  }

  private ended(): Error {
    return new Error(
      `The app has ended with ${this.child.exitCode ?? this.child.signalCode}:\n${this.output}`,
    )
  }

  /** Waits for a window whose page has come to something. */
  private async windowThere(id?: number): Promise<{ endpoint: string; targetId: string }> {
    for (const startedAt = performance.now(); performance.now() - startedAt < WINDOW_WITHIN_MS; ) {
      const { endpoint, windows } = await this.look()
      const window = id === undefined ? windows.at(-1) : windows.find(one => one.id === id)
      const targetId = window?.targetId
      if (endpoint && targetId && window.url !== '' && !window.isCrashed) return { endpoint, targetId }
      await pause(LOOK_EVERY_MS)
    }
    throw new Error(`No window opened within ${WINDOW_WITHIN_MS / 1000} s.\n${this.output}`)
  }

  private async connect(endpoint: string): Promise<Browser> {
    if (this.browser?.endpoint === endpoint) return this.browser.browser
    await this.disconnect()
    const browser = await chromium.connectOverCDP(endpoint)
    this.browser = { endpoint, browser }
    return browser
  }

  private async disconnect(): Promise<void> {
    const { browser } = this.browser ?? {}
    this.browser = null
    // Its Chromium may have ended before.
    await browser?.close().catch(() => {})
  }
}

/** Chromium's id of a page; null where the page has crashed or gone. */
async function targetOf(page: Page): Promise<string | null> {
  try {
    // A page that crashed can be asked nothing more, though its successor has the same id.
    await page.evaluate('0')
    const session = await page.context().newCDPSession(page)
    const { targetInfo } = await session.send('Target.getTargetInfo')
    await session.detach()
    return targetInfo.targetId
  } catch {
    return null
  }
}
