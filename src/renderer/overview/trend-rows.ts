import { lineSegments } from '../components/line-segments.ts'
import type { Sample } from '../connection/live-state.ts'

/** A series to be drawn. */
export interface TrendSeries {
  readonly id: string
  /** Oldest first; null is a gap. */
  readonly samples: readonly Sample[]
}

/** All series at one moment; null where a series has a gap there. */
export interface TrendRow {
  readonly at: number
  readonly values: Readonly<Record<string, number | null>>
}

/** Values without a gap between them, oldest first. */
export type Run = readonly (readonly [at: number, value: number])[]

/** The moments to draw: every sample of every series, and one inside each gap so that the line breaks there. */
function momentsOf(all: readonly (readonly Run[])[]): readonly number[] {
  const moments = new Set<number>()
  for (const runs of all) {
    let end: number | undefined
    for (const run of runs) {
      if (end !== undefined) moments.add((end + (run[0]?.[0] ?? end)) / 2)
      for (const [at] of run) moments.add(at)
      end = run.at(-1)?.[0]
    }
  }
  return [...moments].sort((a, b) => a - b)
}

/** Reads a series at growing moments: its samples, a straight line between them, null in its gaps. */
function readerOf(runs: readonly Run[]): (at: number) => number | null {
  let runIndex = 0
  let index = 0
  return at => {
    let run = runs[runIndex]
    while (run && at > (run.at(-1)?.[0] ?? at)) {
      runIndex += 1
      index = 0
      run = runs[runIndex]
    }
    if (!run || at < (run[0]?.[0] ?? Number.POSITIVE_INFINITY)) return null
    while ((run[index + 1]?.[0] ?? Number.POSITIVE_INFINITY) <= at) index += 1
    const before = run[index]
    const after = run[index + 1]
    if (!before) return null
    if (!after || before[0] === at) return before[1]
    return before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0])
  }
}

/** Series with moments of their own brought onto common ones, so that one chart can draw them and one tooltip read them. */
export function trendRows(series: readonly TrendSeries[]): readonly TrendRow[] {
  return rowsOfRuns(series.map(({ id, samples }) => ({ id, runs: lineSegments(samples) })))
}

/** The same of series that are cut at their gaps already. */
export function rowsOfRuns(
  series: readonly { readonly id: string; readonly runs: readonly Run[] }[],
): readonly TrendRow[] {
  const readers = series.map(({ id, runs }) => ({ id, read: readerOf(runs) }))
  return momentsOf(series.map(({ runs }) => runs)).map(at => ({
    at,
    values: Object.fromEntries(readers.map(({ id, read }) => [id, read(at)])),
  }))
}
