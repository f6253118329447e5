import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../chromium-program.ts'
import { CdpConnection } from './cdp.ts'

/** A running Chromium without windows. */
export interface RunningChromium {
  readonly cdp: CdpConnection
  /** Where others reach its DevTools: ws://127.0.0.1:PORT/devtools/browser/ID. */
  readonly endpoint: string
}

const START_DEADLINE_MS = 20_000
const END_DEADLINE_MS = 1000

/** The Chromium that draws the windows: started when the first is opened, ended with the app. */
export class Chromium {
  private readonly dir: string
  private child: ChildProcess | null = null
  private profile: string | null = null
  private running: Promise<RunningChromium> | null = null
  /** Where its DevTools are, once it runs. */
  endpoint: string | null = null

  /** Its profile is a directory of its own in `dir`, removed at the end. */
  constructor(dir: string) {
    this.dir = dir
  }

  start(): Promise<RunningChromium> {
    this.running ??= this.launch()
    return this.running
  }

  private async launch(): Promise<RunningChromium> {
    this.profile = mkdtempSync(join(this.dir, 'stand-in-'))
    const child = spawn(
      CHROMIUM_PATH,
      [
        ...CHROMIUM_ARGS,
        ...['--headless', '--no-startup-window', `--user-data-dir=${this.profile}`],
        // The pipe is ours, and ends Chromium when we end, however that happens. The port is for the test.
        ...['--remote-debugging-pipe', '--remote-debugging-port=0'],
      ],
      // What a Chromium that is killed leaves behind goes with the test's directory.
      { env: { ...process.env, TMPDIR: this.dir }, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
    )
    this.child = child
    const endpoint = await Promise.race([
      endpointOf(child),
      once(child, 'error').then(([error]) => {
        throw new Error(`Chromium could not be started from ${CHROMIUM_PATH}: ${String(error)}`)
      }),
      pause(START_DEADLINE_MS, null, { ref: false }).then(() => {
        throw new Error(`Chromium did not start within ${START_DEADLINE_MS / 1000} s.`)
      }),
    ])
    this.endpoint = endpoint
    const [, , , output, input] = child.stdio
    return { cdp: new CdpConnection(asReadable(input), asWritable(output)), endpoint }
  }

  /** Ends it and removes its profile; never waits for long. */
  async stop(): Promise<void> {
    const { child } = this
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      const running = await Promise.race([this.running, pause(0, null)]).catch(() => null)
      if (running) running.cdp.close()
      else child.kill('SIGKILL')
      const lastResort = setTimeout(() => child.kill('SIGKILL'), END_DEADLINE_MS)
      await gone
      clearTimeout(lastResort)
    }
    if (this.profile) rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
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

type Pipe = Readable | Writable | null | undefined

function asReadable(pipe: Pipe): Readable {
  if (pipe && 'read' in pipe) return pipe
  throw new Error('Chromium has no pipe to read from.')
}

function asWritable(pipe: Pipe): Writable {
  if (pipe && 'write' in pipe) return pipe
  throw new Error('Chromium has no pipe to write to.')
}
