import type pg from 'pg'
import { RollUpSum } from '../roll-up.ts'
import type { Segment } from './read-plan.ts'
import { boundMs, momentOf, msOf, quoted, type RollUpLevel, stepOf, TABLE_OF } from './tables.ts'

/** Sums by series and step. */
export type SumsBySeries = ReadonlyMap<number, ReadonlyMap<number, RollUpSum>>

/** `stepMs` null: all of the range is one, at 0. */
export interface SumQuestion {
  readonly schema: string
  readonly seriesIds: readonly number[]
  readonly stepMs: number | null
  readonly segments: readonly Segment[]
}

/** Adds up results and roll-ups of several series by steps of time. */
export async function readSums(client: pg.PoolClient, question: SumQuestion): Promise<SumsBySeries> {
  const sums = new Map<number, Map<number, RollUpSum>>()
  const sumOf = (seriesId: number, step: number): RollUpSum => {
    const ofSeries = sums.get(seriesId) ?? new Map<number, RollUpSum>()
    sums.set(seriesId, ofSeries)
    const sum = ofSeries.get(step) ?? new RollUpSum()
    ofSeries.set(step, sum)
    return sum
  }
  for (const segment of question.segments) {
    if (segment.level === 'raw') await addResults(client, question, segment, sumOf)
    else await addRollUps(client, question, { ...segment, level: segment.level }, sumOf)
  }
  return sums
}

type SumOf = (seriesId: number, step: number) => RollUpSum

type ResultRow = [seriesId: number, step: number, count: number, failures: number, values: string | null]

async function addResults(
  client: pg.PoolClient,
  { schema, seriesIds, stepMs }: SumQuestion,
  { from, to }: Segment,
  sumOf: SumOf,
): Promise<void> {
  const { rows } = await client.query<ResultRow>({
    text: `
      SELECT series_id, ${stepMs === null ? '0::float8' : stepOf(stepMs)}, count(*)::int,
        (count(*) FILTER (WHERE status = 'unhealthy'))::int, array_to_string(array_agg(value), ',')
      FROM ${quoted(schema)}.result
      WHERE series_id = ANY($1) AND at >= ${momentOf('$2')} AND at < ${momentOf('$3')}
      GROUP BY 1, 2`,
    values: [seriesIds, boundMs(from), boundMs(to)],
    rowMode: 'array',
  })
  for (const [seriesId, step, count, failures, values] of rows) {
    const sum = sumOf(seriesId, step)
    const before = sum.count
    for (const value of values ? values.split(',') : []) sum.add(null, Number(value))
    sum.count = before + count
    sum.failures += failures
  }
}

type RollUpRow = [seriesId: number, step: number, ...Numbers]

async function addRollUps(
  client: pg.PoolClient,
  { schema, seriesIds, stepMs }: SumQuestion,
  { level, from, to }: Segment & { readonly level: RollUpLevel },
  sumOf: SumOf,
): Promise<void> {
  const { rows } = await client.query<RollUpRow>({
    text: `
      SELECT series_id, ${stepMs === null ? '0::float8' : stepOf(stepMs)}, count, failures, valued, sum, min, max, sketch
      FROM ${quoted(schema)}.${TABLE_OF[level]}
      WHERE series_id = ANY($1) AND at >= ${momentOf('$2')} AND at < ${momentOf('$3')}`,
    values: [seriesIds, boundMs(from), boundMs(to)],
    rowMode: 'array',
  })
  for (const [seriesId, step, ...numbers] of rows) addTo(sumOf(seriesId, step), numbers)
}

type Numbers = [
  ...[count: number, failures: number, valued: number, sum: number],
  ...[min: number | null, max: number | null, sketch: Uint8Array],
]

function addTo(whole: RollUpSum, [count, failures, valued, sum, min, max, sketch]: Numbers): RollUpSum {
  whole.count += count
  whole.failures += failures
  whole.valued += valued
  whole.sum += sum
  whole.min = Math.min(whole.min, min ?? Number.POSITIVE_INFINITY)
  whole.max = Math.max(whole.max, max ?? Number.NEGATIVE_INFINITY)
  whole.sketch.mergeBytes(sketch)
  return whole
}

/** One row of roll-ups. */
export interface RollUpEntry {
  readonly seriesId: number
  readonly at: number
  readonly sum: RollUpSum
}

/** The rows that are there of these series and moments. */
export async function readRollUps(
  client: pg.PoolClient,
  schema: string,
  level: RollUpLevel,
  wanted: readonly Omit<RollUpEntry, 'sum'>[],
): Promise<readonly RollUpEntry[]> {
  const { rows } = await client.query<RollUpRow>({
    text: `
      SELECT series_id, ${msOf('at')}, count, failures, valued, sum, min, max, sketch
      FROM ${quoted(schema)}.${TABLE_OF[level]}
      JOIN unnest($1::int[], $2::float8[]) AS wanted (id, ms) ON series_id = id AND at = ${momentOf('ms')}`,
    values: [wanted.map(({ seriesId }) => seriesId), wanted.map(({ at }) => at)],
    rowMode: 'array',
  })
  return rows.map(([seriesId, at, ...numbers]) => ({ seriesId, at, sum: addTo(new RollUpSum(), numbers) }))
}

/** Rows of one statement. */
const MOST_AT_ONCE = 5000

/** Writes rows, in the place of those that are there. */
export async function writeRollUps(
  client: pg.PoolClient,
  schema: string,
  level: RollUpLevel,
  entries: readonly RollUpEntry[],
): Promise<void> {
  for (let start = 0; start < entries.length; start += MOST_AT_ONCE) {
    const part = entries.slice(start, start + MOST_AT_ONCE)
    const rollUps = part.map(({ sum }) => sum.toRollUp())
    await client.query(
      `INSERT INTO ${quoted(schema)}.${TABLE_OF[level]} AS kept
        (series_id, at, count, failures, valued, sum, min, max, p50, p95, p99, sketch)
      SELECT id, ${momentOf('ms')}, c, f, v, s, mi, ma, q50, q95, q99, k
      FROM unnest($1::int[], $2::float8[], $3::int[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::float8[],
        $9::float8[], $10::float8[], $11::float8[], $12::bytea[])
        AS new (id, ms, c, f, v, s, mi, ma, q50, q95, q99, k)
      ON CONFLICT (series_id, at) DO UPDATE SET (count, failures, valued, sum, min, max, p50, p95, p99, sketch) =
        (excluded.count, excluded.failures, excluded.valued, excluded.sum, excluded.min, excluded.max, excluded.p50,
          excluded.p95, excluded.p99, excluded.sketch)`,
      [
        ...[part.map(({ seriesId }) => seriesId), part.map(({ at }) => at)],
        ...[part.map(({ sum }) => sum.count), part.map(({ sum }) => sum.failures)],
        ...[part.map(({ sum }) => sum.valued), part.map(({ sum }) => sum.sum)],
        ...[rollUps.map(({ min }) => min), rollUps.map(({ max }) => max)],
        ...[rollUps.map(({ p50 }) => p50), rollUps.map(({ p95 }) => p95), rollUps.map(({ p99 }) => p99)],
        part.map(({ sum }) => Buffer.from(sum.sketch.toBytes())),
      ],
    )
  }
}
