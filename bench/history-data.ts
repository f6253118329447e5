import { DatabaseSync } from 'node:sqlite'
import type { HistoryBatch } from '../src/engine/history/history-store.ts'
import type { SqliteHistory } from '../src/engine/history/sqlite/sqlite-history.ts'
import { historySchema } from '../src/shared/history-config.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Checks that are written at once: ten minutes of them, where the recorder writes every second. */
const BATCH_MS = 600_000

export interface HistoryShape {
  readonly monitors: number
  readonly intervalMs: number
  readonly days: number
  /** When it ends, in ms since the epoch. */
  readonly endAt: number
}

/** Writes what so many monitors are checked to be, kept in order as time goes on; answers how many checks that were. */
export function writeHistory(history: SqliteHistory, shape: HistoryShape): number {
  const { monitors, intervalMs, days, endAt } = shape
  const refs = Array.from({ length: monitors }, (_, index) => ({ kind: 'monitor' as const, id: `m${index}` }))
  const retention = historySchema.parse({})
  const from = endAt - days * DAY_MS
  let checks = 0
  for (let at = from; at < endAt; at += BATCH_MS) {
    const observations: HistoryBatch['observations'][number][] = []
    const spans: HistoryBatch['spans'][number][] = []
    for (let moment = at; moment < at + BATCH_MS; moment += intervalMs) {
      for (const [index, ref] of refs.entries()) {
        const isBad = Math.random() < 0.002
        // Most answers take about as long as those before, some take long.
        const ms = (20 + (index % 50)) * (1 + Math.random() * 0.5) * (Math.random() < 0.02 ? 8 : 1)
        observations.push({
          ...{ ...ref, at: moment + ((index * 7919) % intervalMs), status: isBad ? 'unhealthy' : 'healthy' },
          value: isBad ? null : Math.round(ms * 1000) / 1000,
        })
      }
    }
    checks += observations.length
    for (const [index, ref] of refs.entries()) {
      // About three changes a day.
      if (at !== from && Math.random() > 3 / 144) continue
      const status = (at / BATCH_MS + index) % 2 === 0 ? ('healthy' as const) : ('unhealthy' as const)
      spans.push({ ...ref, at, status, excuse: null, message: 'Refused the connection on 127.0.0.1:5432.' })
    }
    const series =
      at === from
        ? refs.map(ref => ({ ...ref, name: `Monitor ${ref.id}`, category: 'apis', unit: 'ms', intervalMs }))
        : []
    history.write({ series, observations, spans, aliveAt: at + BATCH_MS })
    if ((at - from) % HOUR_MS === 0) history.maintain(at + BATCH_MS, retention)
  }
  history.maintain(endAt, retention)
  return checks
}

/** Has so many times as many series in the file as there are, all with what the first ones have. */
export function multiplyHistory(file: string, times: number): void {
  const database = new DatabaseSync(file)
  const [{ n } = {}] = database.prepare('SELECT max(id) AS n FROM series').all()
  const count = Number(n)
  database.exec('BEGIN')
  for (let copy = 1; copy < times; copy++) {
    const shift = copy * count
    database.exec(
      `INSERT INTO series SELECT id + ${shift}, kind, name_id || '-${copy}', name, category, unit, interval_ms, first_at, last_at
       FROM series WHERE id <= ${count}`,
    )
    database.exec(
      `INSERT INTO spans SELECT series + ${shift}, from_ms, to_ms, status, excuse, message FROM spans WHERE series <= ${count}`,
    )
    for (const table of ['raw', 'minutes', 'ten_minutes', 'hours', 'days']) {
      database.exec(
        `INSERT INTO ${table} SELECT id + ${shift * 2 ** 20}, n, data FROM ${table} WHERE id < ${(count + 1) * 2 ** 20}`,
      )
    }
  }
  database.exec('COMMIT')
  database.close()
}
