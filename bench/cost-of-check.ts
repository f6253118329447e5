import { setTimeout as sleep } from 'node:timers/promises'
import { type LightShell, startLightShell } from '../e2e/light-shell.ts'
import { startFile } from './child-process.ts'
import { cpuMsOf } from './cpu-of-process.ts'
import type { BenchOptions, Figure, Floor } from './figure.ts'
import { type LoopbackTarget, startLoopbackTarget } from './loopback-target.ts'
import { quantile } from './quantile.ts'
import { rounded } from './rounded.ts'

const MONITORS = 1000
const INTERVAL_SECONDS = 20
const PER_SECOND = MONITORS / INTERVAL_SECONDS
/** First checks are spread over one interval; until then nothing has its beat. */
const WARM_UP_MS = 25_000
const TIMES_FLOOR = 1.5

const LOOPS = ['fresh', 'keep-alive', 'undici'] as const
const LOOP_NAMES = {
  fresh: 'node:http, fresh',
  'keep-alive': 'node:http, kept alive',
  undici: 'undici, kept alive',
} as const

/** How many requests a loop sends at each wake-up: one, or five every 100 ms, which share what waking up costs. */
const BURSTS = [1, 5]

type Connection = 'fresh' | 'reuse'

/** Something that asks a target of its own again and again. */
interface Asker {
  readonly what: string
  readonly connection: Connection
  readonly pid: number
  readonly target: LoopbackTarget
  stop(): Promise<void>
}

interface Spent {
  readonly what: string
  readonly connection: Connection
  readonly cpuMsPerRequest: number
  readonly perSecond: number
  /** How far from the interval two checks of one monitor were, in ms; empty for a loop. */
  readonly lagMs: readonly number[]
}

/**
 * CPU of the engine's process per HTTP check: everything it does meanwhile is in it (sampling, status, history, HTTP
 * face), nothing is subtracted. Over the same seconds and at the same rate run bare loops, of which the cheapest is the
 * floor. A loop that never sleeps costs a third of one that wakes up for each request, so it makes a second floor,
 * which shows what waking up costs anybody.
 */
export async function costOfCheck({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const askers = await startAll([
    () => startEngine('fresh'),
    () => startEngine('reuse'),
    ...LOOPS.flatMap(way => BURSTS.map(burst => () => startLoop(way, PER_SECOND, burst))),
  ])
  const [fresh, reuse, ...paced] = await spentBy(askers, WARM_UP_MS, quick ? 20_000 : 60_000)
  if (!fresh || !reuse) throw new Error('The engine was not measured.')
  const flatOut: Spent[] = []
  for (const way of LOOPS) {
    const loop = await startLoop(way, 0, 1)
    flatOut.push(...(await spentBy([loop], 2000, quick ? 2000 : 5000)))
  }
  return [
    figureOf(fresh, 'at the same rate', paced.filter(isFresh)),
    figureOf(reuse, 'at the same rate', paced.filter(isKept)),
    figureOf(fresh, 'flat out', flatOut.filter(isFresh)),
    figureOf(reuse, 'flat out', flatOut.filter(isKept)),
  ]
}

const isFresh = ({ connection }: Asker | Spent) => connection === 'fresh'
const isKept = ({ connection }: Asker | Spent) => connection === 'reuse'

function figureOf(spent: Spent, floorPace: string, loops: readonly Spent[]): Figure {
  const cheapest = loops.toSorted((a, b) => a.cpuMsPerRequest - b.cpuMsPerRequest)[0]
  if (!cheapest) throw new Error('No floor was measured.')
  const floor: Floor = { what: cheapest.what, value: cheapest.cpuMsPerRequest }
  return {
    what: `cost of a check, ${spent.connection}; floor ${floorPace}`,
    unit: 'ms CPU',
    measured: spent.cpuMsPerRequest,
    floor,
    limit: floor.value * TIMES_FLOOR,
    budget: `${TIMES_FLOOR} x floor`,
    notes: {
      checksPerSecond: rounded(spent.perSecond),
      lagP50Ms: rounded(quantile(spent.lagMs, 0.5)),
      lagP99Ms: rounded(quantile(spent.lagMs, 0.99)),
      ...Object.fromEntries(loops.map(loop => [`${loop.what}, ms CPU`, rounded(loop.cpuMsPerRequest, 3)])),
    },
  }
}

async function startEngine(connection: Connection): Promise<Asker> {
  const target = await startLoopbackTarget()
  const monitors = Array.from({ length: MONITORS }, (_, index) => ({
    id: `monitor-${index}`,
    name: `Monitor ${index}`,
    category: 'apis',
    intervalSeconds: INTERVAL_SECONDS,
    check: { kind: 'http', url: `${target.url}/monitor-${index}`, connection },
  }))
  const shell: LightShell = await startLightShell({ config: { version: 1, monitors } })
  const stop = async () => {
    await shell.remove()
    await target.stop()
  }
  return { what: 'engine', connection, pid: shell.pid, target, stop }
}

async function startLoop(way: (typeof LOOPS)[number], perSecond: number, burst: number): Promise<Asker> {
  const target = await startLoopbackTarget()
  const loop = await startFile('request-loop-process.ts', [
    `${target.url}/`,
    way,
    String(perSecond),
    String(burst),
  ])
  const stop = async () => {
    await loop.stop()
    await target.stop()
  }
  const connection = way === 'fresh' ? 'fresh' : 'reuse'
  const what = burst === 1 ? LOOP_NAMES[way] : `${LOOP_NAMES[way]}, ${burst} at a time`
  return { what, connection, pid: loop.pid, target, stop }
}

/** Starts all; where one cannot be started, the others are stopped again. */
async function startAll(starts: readonly (() => Promise<Asker>)[]): Promise<readonly Asker[]> {
  const results = await Promise.allSettled(starts.map(start => start()))
  const askers = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.find(result => result.status === 'rejected')
  if (!failed) return askers
  await Promise.all(askers.map(asker => asker.stop()))
  throw failed.reason
}

/** What all spent per request over the same time; stops them. */
async function spentBy(
  askers: readonly Asker[],
  warmUpMs: number,
  measureMs: number,
): Promise<readonly Spent[]> {
  try {
    await sleep(warmUpMs)
    await Promise.all(askers.map(({ target }) => target.takeArrivals()))
    const startedAt = performance.now()
    const before = askers.map(({ pid }) => cpuMsOf(pid))
    await sleep(measureMs)
    const after = askers.map(({ pid }) => cpuMsOf(pid))
    const seconds = (performance.now() - startedAt) / 1000
    const arrivals = await Promise.all(askers.map(({ target }) => target.takeArrivals()))
    return askers.map(({ what, connection }, index) => {
      const byPath = [...(arrivals[index]?.values() ?? [])]
      const requests = byPath.reduce((sum, times) => sum + times.length, 0)
      const cpuMs = (after[index] ?? Number.NaN) - (before[index] ?? Number.NaN)
      const lagMs = what === 'engine' ? byPath.flatMap(lagsOf) : []
      return { what, connection, cpuMsPerRequest: cpuMs / requests, perSecond: requests / seconds, lagMs }
    })
  } finally {
    await Promise.all(askers.map(asker => asker.stop()))
  }
}

/** By how much each check came later than the interval after the one before. */
function lagsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time) - INTERVAL_SECONDS * 1000)
}
