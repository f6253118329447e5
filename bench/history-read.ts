import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteHistory } from '../src/engine/history/sqlite/sqlite-history.ts'
import { SqliteHistoryStore } from '../src/engine/history/sqlite/sqlite-history-store.ts'
import type { BenchOptions, Figure } from './figure.ts'
import { multiplyHistory, writeHistory } from './history-data.ts'
import { quantile } from './quantile.ts'
import { rounded } from './rounded.ts'

const DAY_MS = 86_400_000
const MONITORS = 1000
/** So many are written check by check, the others have the same. */
const WRITTEN = 50
const POINTS = 600

/** How long answers from 30 days of 1,000 monitors at 60 s take, asked of the thread that has the file. */
export async function historyRead({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'traylight-bench-'))
  const days = quick ? 7 : 30
  const endAt = Date.now()
  const file = join(dir, 'history.sqlite')
  const history = new SqliteHistory(file)
  writeHistory(history, { monitors: WRITTEN, intervalMs: 60_000, days, endAt })
  history.close()
  multiplyHistory(file, MONITORS / WRITTEN)
  const openedFrom = performance.now()
  const { store } = await SqliteHistoryStore.open(file, endAt)
  const openMs = performance.now() - openedFrom
  try {
    const megabytes = rounded(((await store.info()).bytes ?? 0) / 1e6)
    const all = { series: null, kinds: ['monitor'] as const }
    const range = { fromMs: endAt - days * DAY_MS, toMs: endAt }
    const windows = [1, 7, 30, 90, 365, 30].map(count => ({ fromMs: endAt - count * DAY_MS, toMs: endAt }))
    const measure = async (what: string, limit: number, ask: (round: number) => Promise<unknown>) => {
      const took: number[] = []
      for (let round = 0; round < (quick ? 5 : 20); round++) {
        const startedAt = performance.now()
        await ask(round)
        took.push(performance.now() - startedAt)
      }
      const notes = { p95Ms: rounded(quantile(took, 0.95)), firstMs: rounded(took[0] ?? 0), megabytes }
      return {
        what: `history, ${what} (${days} days, ${MONITORS} monitors)`,
        ...{ unit: 'ms', measured: quantile(took, 0.5), floor: null, limit, budget: `${limit} ms`, notes },
      }
    }
    const chart = await measure('chart of one', 50, round =>
      store.chart({ series: [{ kind: 'monitor', id: `m${round}` }], ...range, points: POINTS }),
    )
    return [
      { ...chart, notes: { ...chart.notes, openMs: rounded(openMs) } },
      await measure('summary of all', 300, () => store.summary({ ...all, ...range })),
      await measure('uptime table', 300, () => store.uptime({ ...all, windows })),
    ]
  } finally {
    await store.close()
    await rm(dir, { recursive: true, force: true })
  }
}
