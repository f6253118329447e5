import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteHistory } from '../src/engine/history/sqlite/sqlite-history.ts'
import type { BenchOptions, Figure } from './figure.ts'
import { writeHistory } from './history-data.ts'
import { quantile } from './quantile.ts'
import { rounded } from './rounded.ts'

const BYTES_LIMIT = 60
const CHECKS_PER_SECOND = 50
const SECONDS = 600

/** What history costs on disk for each check, and what a second of 50 checks costs to write. */
export async function historyWrite({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'traylight-bench-'))
  try {
    const days = quick ? 4 : 30
    const figures: Figure[] = []
    for (const intervalMs of [20_000, 60_000]) {
      const history = new SqliteHistory(join(dir, `${intervalMs}.sqlite`))
      const startedAt = performance.now()
      const checks = writeHistory(history, { monitors: 40, intervalMs, days, endAt: Date.now() })
      const ms = performance.now() - startedAt
      figures.push({
        what: `history, a check every ${intervalMs / 1000} s, ${days} days`,
        ...{ unit: 'bytes per check', measured: history.usedBytes / checks, floor: null },
        ...{ limit: BYTES_LIMIT, budget: `${BYTES_LIMIT} bytes` },
        notes: { checks, microsecondsPerCheck: rounded((ms * 1000) / checks), ...history.info().rows },
      })
      history.close()
    }
    return [...figures, oneSecond(join(dir, 'second.sqlite'), quick)]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** One transaction for each second of 50 checks. */
function oneSecond(file: string, quick: boolean): Figure {
  const history = new SqliteHistory(file)
  const refs = Array.from({ length: CHECKS_PER_SECOND * 20 }, (_, index) => ({
    ...{ kind: 'monitor' as const, id: `m${index}` },
  }))
  const facts = { name: 'Monitor', category: 'apis', unit: 'ms', intervalMs: 20_000 }
  const now = Date.now()
  history.write({
    series: refs.map(ref => ({ ...ref, ...facts })),
    observations: [],
    spans: [],
    aliveAt: now,
  })
  const took: number[] = []
  for (let second = 0; second < (quick ? 60 : SECONDS); second++) {
    const at = now + second * 1000
    const due = refs.slice((second % 20) * CHECKS_PER_SECOND, ((second % 20) + 1) * CHECKS_PER_SECOND)
    const observations = due.map(ref => ({
      ...{ ...ref, at, status: 'healthy' as const, value: Math.round(Math.random() * 1e5) / 1000 },
    }))
    const startedAt = performance.now()
    history.write({ series: [], observations, spans: [], aliveAt: at })
    took.push(performance.now() - startedAt)
  }
  history.close()
  return {
    what: `history, ${CHECKS_PER_SECOND} checks in one transaction`,
    ...{ unit: 'ms', measured: quantile(took, 0.5), floor: null, limit: 1000, budget: 'one a second' },
    notes: { p99Ms: rounded(quantile(took, 0.99)), mostMs: rounded(Math.max(...took)) },
  }
}
