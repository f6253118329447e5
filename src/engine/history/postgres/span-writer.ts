import type pg from 'pg'
import type { SpanStart } from '../history-store.ts'
import { momentOf, storable } from './tables.ts'

/** A start of a series that is known. */
export type KnownStart = SpanStart & { readonly seriesId: number }

/**
 * Writes starts of spans, in their order. What begins before what is stored takes it back from then on; `tables` is the
 * schema, as a name of SQL.
 */
export async function writeSpans(
  client: pg.PoolClient,
  tables: string,
  starts: readonly KnownStart[],
): Promise<void> {
  const bySeries = Map.groupBy(starts, ({ seriesId }) => seriesId)
  if (bySeries.size === 0) return
  const ids = [...bySeries.keys()]
  const cuts = [...bySeries.values()].map(ofSeries => Math.min(...ofSeries.map(({ at }) => at)))
  const parameters = [ids, cuts]
  const cut = 'unnest($1::int[], $2::float8[]) AS cut (id, ms) WHERE series_id = id'
  await client.query(
    `DELETE FROM ${tables}.status_span USING ${cut} AND from_at >= ${momentOf('ms')}`,
    parameters,
  )
  await client.query(
    `UPDATE ${tables}.status_span SET to_at = ${momentOf('ms')} FROM ${cut} AND to_at > ${momentOf('ms')}`,
    parameters,
  )
  const spans = [...bySeries].flatMap(([seriesId, ofSeries]) =>
    spansOf(ofSeries).map(span => ({ ...span, seriesId })),
  )
  if (spans.length === 0) return
  await client.query(
    `INSERT INTO ${tables}.status_span (series_id, from_at, to_at, status, excuse, message)
    SELECT id, ${momentOf('f')}, coalesce(${momentOf('t')}, 'infinity'), s::${tables}.status,
      e::${tables}.excuse, m
    FROM unnest($1::int[], $2::float8[], $3::float8[], $4::text[], $5::text[], $6::text[]) AS new (id, f, t, s, e, m)`,
    [
      ...[spans.map(({ seriesId }) => seriesId), spans.map(({ fromMs }) => fromMs)],
      ...[spans.map(({ toMs }) => toMs), spans.map(({ status }) => status)],
      ...[spans.map(({ excuse }) => excuse), spans.map(({ message }) => storable(message))],
    ],
  )
}

/** The spans that these starts leave, in their order. */
function spansOf(starts: readonly SpanStart[]) {
  type Span = Omit<SpanStart, 'at' | 'status'> & {
    readonly status: NonNullable<SpanStart['status']>
    readonly fromMs: number
    readonly toMs: number | null
  }
  return starts.reduce<readonly Span[]>((spans, { at, status, ...rest }) => {
    const before = spans
      .filter(({ fromMs }) => fromMs < at)
      .map(span => ({ ...span, toMs: Math.min(span.toMs ?? at, at) }))
    return status === null ? before : [...before, { ...rest, status, fromMs: at, toMs: null }]
  }, [])
}
