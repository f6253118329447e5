import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { cpuMsOf } from './cpu-of-process.ts'
import type { BenchOptions, Figure } from './figure.ts'
import { startLoopbackTarget } from './loopback-target.ts'
import { quantile } from './quantile.ts'
import { rounded } from './rounded.ts'

const LIGHT_SHELL = join(import.meta.dirname, '../out/main/light.js')
const MONITORS = 100
const TIMES_FLOOR = 2
const PLUS_MS = 300

/** A first status: the answer to `subscribe`, with every monitor in it. */
const firstStatusSchema = z.object({
  r: z.object({
    ok: z.literal(true),
    value: z.object({
      full: z.literal(true),
      overall: z.object({}),
      monitors: z.array(z.unknown()).length(MONITORS),
    }),
  }),
})

interface Start {
  readonly ms: number
  /** To the ready line. */
  readonly readyMs: number
  readonly cpuMs: number
}

/**
 * From starting the process to the first status on the contract, with 100 monitors in the data directory's
 * configuration; between them as many starts of `node -e 0`. One of each goes before, so that both find their files in
 * the system's cache.
 */
export async function start({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const dir = await makeTempDir('bench-start')
  const target = await startLoopbackTarget()
  try {
    await mkdir(join(dir.path, 'data'))
    await writeFile(join(dir.path, 'data/config.json'), configText(target.url))
    const starts: Start[] = []
    const floors: Start[] = []
    for (let round = 0; round <= (quick ? 7 : 21); round++) {
      const floor = await startNothing()
      const shell = await startShell(join(dir.path, 'data'))
      if (round === 0) continue
      floors.push(floor)
      starts.push(shell)
    }
    return [figureOf(starts, floors)]
  } finally {
    await target.stop()
    await dir.remove()
  }
}

function figureOf(starts: readonly Start[], floors: readonly Start[]): Figure {
  const median = (list: readonly Start[], key: keyof Start) =>
    quantile(
      list.map(each => each[key]),
      0.5,
    )
  const fastest = (list: readonly Start[]) => Math.min(...list.map(each => each.ms))
  const floor = { what: 'node -e 0', value: median(floors, 'ms') }
  return {
    what: `start with ${MONITORS} monitors`,
    unit: 'ms',
    measured: median(starts, 'ms'),
    floor,
    limit: floor.value * TIMES_FLOOR + PLUS_MS,
    budget: `${TIMES_FLOOR} x floor + ${PLUS_MS}`,
    notes: {
      fastestMs: rounded(fastest(starts), 0),
      fastestFloorMs: rounded(fastest(floors), 0),
      readyLineMs: rounded(median(starts, 'readyMs'), 0),
      cpuMs: median(starts, 'cpuMs'),
      floorCpuMs: median(floors, 'cpuMs'),
    },
  }
}

function configText(url: string): string {
  const monitors = Array.from({ length: MONITORS }, (_, index) => ({
    id: `monitor-${index}`,
    name: `Monitor ${index}`,
    category: 'apis',
    check: { kind: 'http', url: `${url}/monitor-${index}` },
  }))
  return JSON.stringify({ version: 1, monitors }, null, 2)
}

async function startNothing(): Promise<Start> {
  // Only of children that have ended, which this one has by then.
  const cpuBefore = cpuMsOf(process.pid) - ownCpuMs()
  const startedAt = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  const ms = performance.now() - startedAt
  return { ms, readyMs: ms, cpuMs: rounded(cpuMsOf(process.pid) - ownCpuMs() - cpuBefore, 0) }
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function startShell(dataDir: string): Promise<Start> {
  const token = randomBytes(24).toString('hex')
  const args = [LIGHT_SHELL, '--no-open', '--port', '0', '--data-dir', dataDir, '--log-level', 'error']
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TRAYLIGHT_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  try {
    const url = await Promise.race([
      readyUrl(child.stdout),
      exited.then(() => Promise.reject(new Error('The light shell ended before it was ready.'))),
    ])
    const readyMs = performance.now() - startedAt
    await firstStatus(url, token)
    return { ms: performance.now() - startedAt, readyMs, cpuMs: cpuMsOf(child.pid ?? 0) }
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}

function readyUrl(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  return new Promise(resolve => {
    output.on('data', chunk => {
      text += String(chunk)
      const address = /Dashboard: (http:\S+)\n/.exec(text)?.[1]
      if (address !== undefined) resolve(new URL(address).host)
    })
  })
}

async function firstStatus(host: string, token: string): Promise<void> {
  const socket = new WebSocket(`ws://${host}/contract`, { headers: { authorization: `Bearer ${token}` } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ t: 'q', m: 'call', i: 'first', a: ['subscribe', {}] }))
  const [data] = await once(socket, 'message')
  firstStatusSchema.parse(JSON.parse(String(data)))
  socket.terminate()
}
