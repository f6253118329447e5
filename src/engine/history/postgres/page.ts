import type pg from 'pg'
import type { Status } from '#shared/status.ts'
import type { HistoryPage, HistoryRow, Level, PageQuery } from '../history-store.ts'
import { LEVEL_MS } from '../level-ms.ts'
import { coverages, type Progress } from './progress.ts'
import { planSteps, type Segment } from './read-plan.ts'
import type { StoredSeries } from './reader.ts'
import { readSums } from './roll-up-rows.ts'
import { boundMs, momentOf, msOf, quoted, TABLE_OF } from './tables.ts'

interface PageQuestion extends PageQuery {
  readonly found: readonly StoredSeries[]
  readonly progress: Progress
}

/** Where a page begins: which series, from which moment on, and behind which result of that moment. */
interface Cursor {
  readonly place: number
  readonly at: number
  readonly id: string
}

/** Results that are read to add up the rows of a page, about. */
const MOST_RESULTS = 100_000

/** Reads one page of a level. */
export async function readPage(
  client: pg.PoolClient,
  schema: string,
  question: PageQuestion,
): Promise<HistoryPage> {
  const { found, level, limit } = question
  const [fromMs, toMs] = [boundMs(question.fromMs), boundMs(question.toMs)]
  const begin = readCursor(question.after) ?? { place: 0, at: fromMs, id: '0' }
  const rows: HistoryRow[] = []
  for (const [index, series] of found.entries()) {
    if (index < begin.place) continue
    const after = index === begin.place ? begin : { place: index, at: fromMs, id: '0' }
    const wanted = { after, toMs, limit: limit - rows.length }
    if (level === 'raw') {
      const { results, last } = await readResults(client, schema, series, question.progress, wanted)
      rows.push(...results)
      if (rows.length >= limit && last !== null) return { rows, next: `${index}:${last.at}:${last.id}` }
    } else {
      rows.push(...(await readRows(client, schema, series, question, wanted)))
      const last = rows.at(-1)
      if (rows.length >= limit && last !== undefined) {
        return { rows, next: `${index}:${last.at + LEVEL_MS[level]}:0` }
      }
    }
  }
  return { rows, next: null }
}

function readCursor(text: string | null): Cursor | null {
  const [, place, at, id] = /^(\d+):(-?[\d.]+):(\d+)$/.exec(text ?? '') ?? []
  if (place === undefined || at === undefined || id === undefined) return null
  return { place: Number(place), at: Number(at), id }
}

interface Wanted {
  readonly after: Cursor
  readonly toMs: number
  readonly limit: number
}

type ResultRow = [at: number, id: string, status: Status | null, value: number | null]

async function readResults(
  client: pg.PoolClient,
  schema: string,
  { kind, id, seriesId }: StoredSeries,
  { from }: Progress,
  { after, toMs, limit }: Wanted,
) {
  const { rows } = await client.query<ResultRow>({
    text: `
      SELECT ${msOf('at')}, id::text, status::text, value FROM ${quoted(schema)}.result
      WHERE series_id = $1 AND (at, id) > (${momentOf('$2')}, $3::bigint) AND at >= ${momentOf('$4')}
        AND at < ${momentOf('$5')}
      ORDER BY at, result.id LIMIT $6`,
    values: [seriesId, after.at, after.id, boundMs(from.raw), toMs, limit],
    rowMode: 'array',
  })
  const results = rows.map(
    ([at, , status, value]): HistoryRow => ({
      ...{ kind, id, at, status, count: 1, failures: status === 'unhealthy' ? 1 : 0 },
      ...{ min: value, average: value, p50: value, p95: value, p99: value, max: value },
    }),
  )
  const last = rows.at(-1)
  return { results, last: last === undefined ? null : { at: last[0], id: last[1] } }
}

/** Rows of roll-ups, added up from finer levels where they are not made yet. */
async function readRows(
  client: pg.PoolClient,
  schema: string,
  { kind, id, seriesId, intervalMs, minutesSince }: StoredSeries,
  { level, progress }: PageQuestion,
  { after, toMs, limit }: Wanted,
): Promise<readonly HistoryRow[]> {
  const stepMs = Math.max(1, LEVEL_MS[level])
  const range = [Math.ceil(after.at / stepMs) * stepMs, Math.ceil(toMs / stepMs) * stepMs] as const
  const segments = planSteps(range, stepMs, coverages(progress, minutesSince))
  const rows: HistoryRow[] = []
  let next = await nextOf(client, schema, seriesId, segments)
  while (next !== null && rows.length < limit) {
    const from = Math.floor(next.at / stepMs) * stepMs
    const bearable = next.level === level ? limit : (MOST_RESULTS * Math.max(1000, intervalMs)) / stepMs
    const steps = Math.ceil(Math.min(limit - rows.length, Math.max(1, bearable)))
    const to = from + steps * stepMs
    const part = between(segments, from, to)
    const sums = await readSums(client, { schema, seriesIds: [seriesId], stepMs, segments: part })
    const inOrder = [...(sums.get(seriesId) ?? [])].sort(([a], [b]) => a - b)
    rows.push(...inOrder.map(([at, sum]) => ({ kind, id, at, status: null, ...sum.toRollUp() })))
    next = await nextOf(client, schema, seriesId, between(segments, to, range[1]))
  }
  return rows
}

/** The parts of segments that lie within a range. */
const between = (segments: readonly Segment[], from: number, to: number): readonly Segment[] =>
  segments
    .map(({ level, ...one }) => ({ level, from: Math.max(one.from, from), to: Math.min(one.to, to) }))
    .filter(one => one.from < one.to)

/** When the next row is, and of which level; null where there is none. Segments are in the order of time. */
async function nextOf(
  client: pg.PoolClient,
  schema: string,
  seriesId: number,
  segments: readonly Segment[],
): Promise<{ readonly at: number; readonly level: Level } | null> {
  for (const segment of segments) {
    const at = await nextAt(client, schema, seriesId, segment)
    if (at !== null) return { at, level: segment.level }
  }
  return null
}

/** When the next row of a segment is; null where there is none. */
async function nextAt(
  client: pg.PoolClient,
  schema: string,
  seriesId: number,
  { level, from, to }: Segment,
): Promise<number | null> {
  const { rows } = await client.query<{ at: number }>(
    `SELECT ${msOf('at')} AS at FROM ${quoted(schema)}.${TABLE_OF[level]}
    WHERE series_id = $1 AND at >= ${momentOf('$2')} AND at < ${momentOf('$3')} ORDER BY at LIMIT 1`,
    [seriesId, boundMs(from), boundMs(to)],
  )
  return rows[0]?.at ?? null
}
