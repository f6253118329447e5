import type { SeriesKind } from '#shared/history.ts'
import type { HistoryStore, Observation } from './history-store.ts'

const KINDS: readonly SeriesKind[] = ['monitor', 'backend', 'service', 'metric']
/** Results written at once. */
const AT_ONCE = 10_000

/** Adds what one store has, single results and changes of status, to what another one has. */
export async function copyHistory(from: HistoryStore, to: HistoryStore, now: number): Promise<void> {
  const series = await from.series()
  const range = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
  const spans = await from.spans({ series: null, kinds: KINDS, ...range, limit: Number.MAX_SAFE_INTEGER })
  await to.write({
    ...{ series, observations: [], aliveAt: now },
    spans: spans.flatMap(({ kind, id, fromMs: at, toMs, status, excuse, message }) => [
      { kind, id, at, status, excuse, message },
      ...(toMs === null ? [] : [{ kind, id, at: toMs, status: null, excuse: null, message: '' }]),
    ]),
  })
  let after: string | null = null
  do {
    const page = await from.page({ series, level: 'raw', ...range, after, limit: AT_ONCE })
    const observations = page.rows.map(
      ({ kind, id, at, status, average }): Observation => ({ kind, id, at, status, value: average }),
    )
    await to.write({ series: [], spans: [], observations, aliveAt: now })
    after = page.next
  } while (after !== null)
}
