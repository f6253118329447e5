import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

export interface AppWindowOptions {
  /** A browser of Chromium's family. */
  readonly browser: string
  /** The browser's own files for this window, apart from those of the person who uses it otherwise. */
  readonly profileDir: string
  /** As root Chromium runs without its sandbox or not at all; the page is our own, on loopback. */
  readonly isRoot: boolean
}

/** How long the window may take to open, to answer, and to close, and how often it is asked meanwhile, in ms. */
const OPEN_WITHIN_MS = 15_000
const ASK_EVERY_MS = 200
const ANSWER_WITHIN_MS = 3000
const CLOSE_WITHIN_MS = 1000

const targetsSchema = z.object({ targetInfos: z.array(z.object({ targetId: z.string(), type: z.string() })) })
const sessionSchema = z.object({ sessionId: z.string() })
const windowSchema = z.object({
  windowId: z.number(),
  bounds: z.object({ windowState: z.string().optional() }),
})
const answerSchema = z.object({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})

/**
 * The dashboard in a browser window of its own: no tabs, no address bar, its own icon. There is one; asked for again it
 * comes to the front. Spoken to over a pipe (Chrome DevTools Protocol), which nobody else can open.
 */
export class AppWindow {
  readonly #options: AppWindowOptions
  #child: ChildProcess | null = null
  #nextId = 1
  readonly #waiting = new Map<number, (answer: z.infer<typeof answerSchema>) => void>()

  constructor(options: AppWindowOptions) {
    this.#options = options
  }

  /**
   * Opens the window, or brings it to the front and, with a hash, to that place. `address` is asked for when a window is
   * really opened. Answers whether there is one.
   */
  async show(address: () => string, hash: string | null): Promise<boolean> {
    if (this.#child !== null && (await this.#bringToFront(hash))) return true
    await this.close()
    return this.#open(address())
  }

  /** Closes it and waits until it is gone. */
  async close(): Promise<void> {
    const child = this.#child
    if (child === null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    const lastResort = setTimeout(() => child.kill('SIGKILL'), CLOSE_WITHIN_MS)
    await exited
    clearTimeout(lastResort)
  }

  async #open(address: string): Promise<boolean> {
    const { browser, profileDir, isRoot } = this.#options
    const args = [
      `--app=${address}`,
      `--user-data-dir=${profileDir}`,
      '--class=Traylight',
      '--remote-debugging-pipe',
      '--no-first-run',
      '--no-default-browser-check',
      // The page is all it is for: it looks for no updates and calls nobody.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
      ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
    ]
    const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    const started = await once(child, 'spawn').then(
      () => true,
      () => false,
    )
    if (!started) return false
    this.#child = child
    child.once('exit', () => this.#gone(child))
    // Writing to a window that was just closed is no error worth a word.
    child.stdio[3]?.on('error', () => {})
    const answers = child.stdio[4]
    if (isReadable(answers)) this.#listen(answers)
    return this.#appears(child)
  }

  /** A browser that starts and ends at once has opened nothing. */
  async #appears(child: ChildProcess): Promise<boolean> {
    const deadline = performance.now() + OPEN_WITHIN_MS
    while (this.#child === child && performance.now() < deadline) {
      if ((await this.#pageId().catch(() => undefined)) !== undefined) return true
      await pause(ASK_EVERY_MS)
    }
    return false
  }

  async #pageId(): Promise<string | undefined> {
    const { targetInfos } = targetsSchema.parse(await this.#ask('Target.getTargets'))
    return targetInfos.find(({ type }) => type === 'page')?.targetId
  }

  #gone(child: ChildProcess): void {
    if (this.#child === child) this.#child = null
    for (const answer of this.#waiting.values()) answer({ error: { message: 'The window was closed.' } })
    this.#waiting.clear()
  }

  async #bringToFront(hash: string | null): Promise<boolean> {
    try {
      const targetId = await this.#pageId()
      if (targetId === undefined) return false
      const attached = await this.#ask('Target.attachToTarget', { targetId, flatten: true })
      const { sessionId } = sessionSchema.parse(attached)
      const { windowId, bounds } = windowSchema.parse(
        await this.#ask('Browser.getWindowForTarget', { targetId }),
      )
      if (bounds.windowState === 'minimized') {
        await this.#ask('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } })
      }
      if (hash !== null) {
        const expression = `location.hash = ${JSON.stringify(hash)}`
        await this.#ask('Runtime.evaluate', { expression }, sessionId)
      }
      await this.#ask('Page.bringToFront', {}, sessionId)
      await this.#ask('Target.detachFromTarget', { sessionId })
      return true
    } catch {
      return false
    }
  }

  #ask(method: string, params: Readonly<Record<string, unknown>> = {}, sessionId?: string): Promise<unknown> {
    const input = this.#child?.stdio[3]
    if (!isWritable(input)) return Promise.reject(new Error('There is no window.'))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new Error('The window does not answer.'))
      }, ANSWER_WITHIN_MS)
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(tooLate)
        if (error) reject(new Error(error.message))
        else resolve(result)
      })
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`)
    })
  }

  #listen(answers: Readable): void {
    let rest = ''
    answers.setEncoding('utf8')
    answers.on('error', () => {})
    answers.on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#take(message)
    })
  }

  #take(message: string): void {
    const answer = answerSchema.safeParse(JSON.parse(message))
    if (!answer.success || answer.data.id === undefined) return
    const waiting = this.#waiting.get(answer.data.id)
    this.#waiting.delete(answer.data.id)
    waiting?.(answer.data)
  }
}

const isReadable = (stream: unknown): stream is Readable =>
  typeof stream === 'object' && stream !== null && 'setEncoding' in stream
const isWritable = (stream: unknown): stream is Writable =>
  typeof stream === 'object' && stream !== null && 'write' in stream
