import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../chromium-program.ts'

const START_DEADLINE_MS = 20_000
const END_DEADLINE_MS = 1000

/** A Chromium without windows, which others reach over its DevTools. */
export class Chromium {
  private readonly dir: string
  private child: ChildProcess | null = null
  private profile: string | null = null
  private endpoint: Promise<string> | null = null

  /** Its profile is a directory of its own in `dir`, removed at the end. */
  constructor(dir: string) {
    this.dir = dir
  }

  /** Where its DevTools are: ws://127.0.0.1:PORT/devtools/browser/ID. Started when first asked for. */
  start(): Promise<string> {
    this.endpoint ??= this.launch()
    return this.endpoint
  }

  /** Ends it and removes its profile; never waits for long. */
  async stop(): Promise<void> {
    const { child } = this
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      endPipe(child)
      const lastResort = setTimeout(() => child.kill('SIGKILL'), END_DEADLINE_MS)
      await gone
      clearTimeout(lastResort)
    }
    if (this.profile) rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
  }

  private async launch(): Promise<string> {
    this.profile = mkdtempSync(join(this.dir, 'chromium-'))
    const child = spawn(
      CHROMIUM_PATH,
      [
        ...CHROMIUM_ARGS,
        ...['--headless', '--no-startup-window', `--user-data-dir=${this.profile}`],
        // Everybody talks over the port. The pipe ends Chromium when this process ends, however that happens.
        ...['--remote-debugging-port=0', '--remote-debugging-pipe'],
      ],
      // What a Chromium that is killed leaves behind goes with the test's directory.
      { env: { ...process.env, TMPDIR: this.dir }, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
    )
    this.child = child
    for (const pipe of child.stdio) pipe?.on('error', () => {})
    return await Promise.race([
      endpointOf(child),
      once(child, 'error').then(([error]) => {
        throw new Error(`Chromium could not be started from ${CHROMIUM_PATH}: ${String(error)}`)
      }),
      pause(START_DEADLINE_MS, null, { ref: false }).then(() => {
        throw new Error(`Chromium did not start within ${START_DEADLINE_MS / 1000} s.`)
      }),
    ])
  }
}

/** Chromium says it on standard error, among complaints about what a container lacks. */
async function endpointOf(child: ChildProcess): Promise<string> {
  let words = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', chunk => {
      words = (words + String(chunk)).slice(-20_000)
      const endpoint = /DevTools listening on (ws:\S+)/.exec(words)?.[1]
      if (endpoint) resolve(endpoint)
    })
    child.once('exit', code =>
      reject(new Error(`Chromium ended with ${code} before it was ready:\n${words}`)),
    )
  })
}

function endPipe(child: ChildProcess): void {
  const pipe = child.stdio[3]
  if (pipe && 'end' in pipe) pipe.end()
  else child.kill('SIGTERM')
}
