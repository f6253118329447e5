import type { Excuse, StatusSpan } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import type { TimeSpan } from './history-range.ts'

/** How a piece of a band looks: a status, or that nobody watched. */
export type BandLook = Status | 'unwatched'

/** A piece of a band, as fractions of its width. */
export interface BandPiece {
  readonly from: number
  readonly to: number
  readonly look: BandLook
  readonly excuse: Excuse | null
}

/** What must not be overlooked first: an outage of seconds shows in a year. What is excused comes before what is well. */
function rank({ status, excuse }: StatusSpan): number {
  if (excuse !== null) return 3
  return { unhealthy: 0, degraded: 1, unknown: 2, healthy: 4 }[status]
}

/**
 * The band of one series, in at most `columns` pieces: each column has the worst that was in it. Spans are those of that
 * series alone, in any order; `now` ends what still lasts.
 */
export function bandPieces(
  spans: readonly StatusSpan[],
  { fromMs, toMs }: TimeSpan,
  now: number,
  columns: number,
): readonly BandPiece[] {
  const width = (toMs - fromMs) / columns
  const cells: (StatusSpan | null)[] = Array.from({ length: columns }, () => null)
  for (const span of spans) {
    const [begin, end] = [Math.max(span.fromMs, fromMs), Math.min(span.toMs ?? now, toMs, now)]
    if (end <= begin) continue
    const first = Math.min(columns - 1, Math.floor((begin - fromMs) / width))
    const last = Math.max(first, Math.ceil((end - fromMs) / width) - 1)
    for (let cell = first; cell <= last && cell < columns; cell += 1) {
      const there = cells[cell] ?? null
      if (there === null || rank(span) < rank(there)) cells[cell] = span
    }
  }
  const pieces: { from: number; to: number; look: BandLook; excuse: Excuse | null }[] = []
  const lastCell = Math.min(columns, Math.ceil((now - fromMs) / width))
  cells.slice(0, Math.max(0, lastCell)).forEach((span, cell) => {
    const look = span?.status ?? 'unwatched'
    const excuse = span?.excuse ?? null
    const before = pieces.at(-1)
    if (before?.look === look && before.excuse === excuse) before.to = (cell + 1) / columns
    else pieces.push({ from: cell / columns, to: (cell + 1) / columns, look, excuse })
  })
  return pieces
}

/** A stretch of time of one series: what status it had, or that nobody watched. */
export interface BandReading extends TimeSpan {
  readonly span: StatusSpan | null
  /** It still lasts. */
  readonly lasting: boolean
}

/** What a band says within `reachMs` of a moment: the worst of it, as where it was pointed at. */
export function bandAt(spans: readonly StatusSpan[], at: number, reachMs: number, now: number): BandReading {
  const end = (span: StatusSpan) => span.toMs ?? now
  const [found] = spans
    .filter(span => span.fromMs <= at + reachMs && end(span) >= at - reachMs)
    .toSorted((a, b) => rank(a) - rank(b) || distance(a) - distance(b))
  function distance(span: StatusSpan): number {
    return Math.max(0, span.fromMs - at, at - end(span))
  }
  if (found) {
    return { fromMs: found.fromMs, toMs: end(found), span: found, lasting: found.toMs === null }
  }
  const before = Math.max(Number.NEGATIVE_INFINITY, ...spans.map(end).filter(moment => moment <= at))
  const after = Math.min(now, ...spans.map(({ fromMs }) => fromMs).filter(moment => moment >= at))
  return { fromMs: before, toMs: after, span: null, lasting: after === now }
}

/** The spans that the keyboard walks through, oldest first: those in sight. */
export function spansInSight(
  spans: readonly StatusSpan[],
  { fromMs, toMs }: TimeSpan,
  now: number,
): readonly StatusSpan[] {
  return spans
    .filter(span => span.fromMs < toMs && (span.toMs ?? now) > fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
}
