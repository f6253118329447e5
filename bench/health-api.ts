import autocannon from 'autocannon'
import { startLightShell } from '../e2e/light-shell.ts'
import { startFile } from './child-process.ts'
import { cpuMsOf } from './cpu-of-process.ts'
import type { BenchOptions, Figure } from './figure.ts'
import { startLoopbackTarget } from './loopback-target.ts'
import { quantile } from './quantile.ts'
import { rounded } from './rounded.ts'

const CONNECTIONS = 100
const MONITORS = 30
/** So much of what a bare route can answer must be answered. */
const SHARE = 0.8
/** Many short rounds rather than few long ones: on a shared machine some of them are left in peace. */
const ROUNDS = 20
const QUICK_ROUNDS = 6
const ROUND_SECONDS = 2

/** What one server answered in one round. */
interface Round {
  readonly perSecond: number
  readonly cpuMsPerRequest: number
  readonly p99Ms: number
}

/**
 * `/api/v1/health` of the light shell, which goes on watching meanwhile, beside a bare fastify route with the same bytes,
 * each under 100 connections in turn. The budget is in requests a second; the time per request is its inverse.
 */
export async function healthApi({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const target = await startLoopbackTarget()
  const monitors = Array.from({ length: MONITORS }, (_, index) => ({
    id: `monitor-${index}`,
    name: `Monitor ${index}`,
    category: 'apis',
    intervalSeconds: 20,
    check: { kind: 'http', url: `${target.url}/monitor-${index}` },
  }))
  const shell = await startLightShell({ config: { version: 1, monitors } })
  const bare = await startFile('bare-fastify-process.ts')
  try {
    const ours = `${shell.url}/api/v1/health`
    await new Promise(resolve => setTimeout(resolve, 5000))
    await bare.ask(await (await fetch(ours)).text())
    const floorUrl = `http://127.0.0.1:${bare.first}/`
    const rounds: { readonly ours: Round; readonly floor: Round }[] = []
    // The first is to warm up.
    for (let i = 0; i <= (quick ? QUICK_ROUNDS : ROUNDS); i++) {
      rounds.push({
        ours: await load(ours, shell.pid),
        floor: await load(floorUrl, bare.pid),
      })
    }
    return [figureOf(rounds.slice(1))]
  } finally {
    await bare.stop()
    await shell.remove()
    await target.stop()
  }
}

function figureOf(rounds: readonly { readonly ours: Round; readonly floor: Round }[]): Figure {
  const median = (pick: (round: (typeof rounds)[number]) => number) => quantile(rounds.map(pick), 0.5)
  // The round that was disturbed least: whatever else runs on the machine only ever makes both slower.
  const ours = Math.max(...rounds.map(round => round.ours.perSecond))
  const floor = Math.max(...rounds.map(round => round.floor.perSecond))
  return {
    what: `/api/v1/health, ${CONNECTIONS} connections, time per request`,
    unit: 'µs',
    measured: 1e6 / ours,
    floor: { what: 'a bare fastify route', value: 1e6 / floor },
    limit: 1e6 / floor / SHARE,
    budget: `${SHARE} x the requests of the floor`,
    notes: {
      requestsPerSecond: rounded(ours),
      floorRequestsPerSecond: rounded(floor),
      shareOfFloor: rounded(ours / floor, 3),
      medianShare: rounded(
        median(round => round.ours.perSecond / round.floor.perSecond),
        3,
      ),
      cpuMsPerRequest: rounded(Math.min(...rounds.map(round => round.ours.cpuMsPerRequest)), 4),
      floorCpuMsPerRequest: rounded(Math.min(...rounds.map(round => round.floor.cpuMsPerRequest)), 4),
      p99Ms: rounded(median(round => round.ours.p99Ms)),
      floorP99Ms: rounded(median(round => round.floor.p99Ms)),
    },
  }
}

async function load(url: string, pid: number): Promise<Round> {
  const cpuBefore = cpuMsOf(pid)
  const { requests, latency, non2xx, errors } = await autocannon({
    ...{ url, connections: CONNECTIONS, duration: ROUND_SECONDS },
  })
  if (non2xx + errors > 0) throw new Error(`${url} failed ${non2xx + errors} of ${requests.total} requests.`)
  const cpuMsPerRequest = (cpuMsOf(pid) - cpuBefore) / requests.total
  return { perSecond: requests.average, cpuMsPerRequest, p99Ms: latency.p99 }
}
