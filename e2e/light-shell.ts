import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { NO_DESKTOP, type StartOptions, type Traylight } from './host.ts'
import { makeInstanceFiles } from './instance-files.ts'
import { ROOT, runBuilt } from './run-built.ts'

/** A running light shell, which keeps its address over a restart. */
export interface LightShell extends Omit<Traylight, 'page'> {
  /** The dashboard's address, token included. */
  readonly address: string
  readonly token: string
}

/** Starts the built light shell on a free port with a data directory of its own. */
export async function startLightShell(options: StartOptions = {}): Promise<LightShell> {
  const { dir, dataDir, configPath, flags } = await makeInstanceFiles('light', options)
  const spawnShell = (port: string) =>
    spawn(
      process.execPath,
      [join(ROOT, 'out/main/light.js'), '--no-open', '--port', port, ...flags, ...(options.args ?? [])],
      {
        env: { ...process.env, ...NO_DESKTOP, ...options.env },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
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
