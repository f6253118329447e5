import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTempDir } from '../test-support/temp-dir.ts'

const ROOT = join(import.meta.dirname, '..')

/** What an instance of a test should be like. */
export interface LightShellOptions {
  /** Written to a file and given as `--config`; without it settings live in the data directory. */
  readonly config?: unknown
  readonly env?: Readonly<Record<string, string>>
}

/** A running light shell with its own port and data directory. */
export interface LightShell {
  /** The dashboard's address, token included. */
  readonly address: string
  readonly url: string
  readonly token: string
  readonly dataDir: string
  readonly configPath: string | null
  readonly pid: number
  /** Ends it with SIGTERM and waits; answers its exit code. */
  stop(): Promise<number | null>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port and data directory. */
  restart(): Promise<void>
  /** Runs the built command line against it. */
  cli(...args: readonly string[]): Promise<CliResult>
  /** Stops it and removes its directory. */
  remove(): Promise<void>
}

export interface CliResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a built program to its end. */
export async function runBuilt(
  entry: 'light' | 'cli',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [join(ROOT, `out/main/${entry}.js`), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', chunk => {
    stdout += String(chunk)
  })
  child.stderr.on('data', chunk => {
    stderr += String(chunk)
  })
  const exitCode = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { exitCode, stdout, stderr }
}

/** Starts the built light shell on a free port with a data directory of its own. */
export async function startLightShell(options: LightShellOptions = {}): Promise<LightShell> {
  const dir = await makeTempDir('light')
  const dataDir = join(dir.path, 'data')
  let configPath: string | null = null
  if (options.config !== undefined) {
    configPath = join(dir.path, 'config.json')
    await writeFile(configPath, JSON.stringify(options.config, null, 2))
  }
  const spawnShell = (port: string) =>
    spawn(
      process.execPath,
      [
        join(ROOT, 'out/main/light.js'),
        ...['--no-open', '--port', port, '--data-dir', dataDir, '--log-level', 'error'],
        ...(configPath === null ? [] : ['--config', configPath]),
      ],
      { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
  let child = spawnShell('0')
  const address = await readyAddress(child)
  const url = new URL(address)
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
    child.kill(signal)
    return exited
  }
  return {
    address,
    url: url.origin,
    token: url.searchParams.get('token') ?? '',
    dataDir,
    configPath,
    get pid() {
      return child.pid ?? 0
    },
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    async restart() {
      child = spawnShell(url.port)
      await readyAddress(child)
    },
    cli: (...args) => runBuilt('cli', [...args, '--data-dir', dataDir]),
    async remove() {
      await end('SIGTERM')
      await dir.remove()
    },
  }
}

/** Waits for the ready line and takes the address out of it. */
async function readyAddress(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', chunk => {
      output += String(chunk)
      const address = /Dashboard: (http:\S+)/.exec(output)?.[1]
      if (address) resolve(address)
    })
    child.once('exit', code =>
      reject(new Error(`The light shell ended with ${code} before it was ready: ${output}`)),
    )
  })
}
