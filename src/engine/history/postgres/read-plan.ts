import { CHART_STEPS_MS, chartStep, wholeSteps } from '../chart-steps.ts'
import type { Level } from '../history-store.ts'
import { LEVEL_MS } from '../level-ms.ts'

/** From when (kept) to when (rolled up) a level has all there is; single results have it to the end of time. */
export interface Coverage {
  readonly level: Level
  readonly from: number
  /** Not included. */
  readonly until: number
}

/** What to read of which level. */
export interface Segment {
  readonly level: Level
  readonly from: number
  /** Not included. */
  readonly to: number
}

type Range = readonly [from: number, to: number]

/** How a range is read, and what of it no level covers. */
interface Plan {
  readonly segments: readonly Segment[]
  readonly uncovered: readonly Range[]
}

const sizeOf = ({ level }: Coverage): number => Math.max(1, LEVEL_MS[level])
const down = (at: number, size: number): number => Math.floor(at / size) * size
const up = (at: number, size: number): number => Math.ceil(at / size) * size

/** The fewest rows that say all of a range: each part of it by the coarsest level that covers it with whole rows. */
function cover(range: Range, coverages: readonly Coverage[]): Plan {
  const segments: Segment[] = []
  let uncovered: readonly Range[] = [range]
  for (const coverage of coverages.toSorted((a, b) => sizeOf(b) - sizeOf(a))) {
    const size = sizeOf(coverage)
    uncovered = uncovered.flatMap(([from, to]) => {
      const begin = up(Math.max(from, coverage.from), size)
      const end = down(Math.min(to, coverage.until), size)
      if (begin >= end) return [[from, to] as const]
      segments.push({ level: coverage.level, from: begin, to: end })
      return [[from, begin] as const, [end, to] as const].filter(([a, b]) => a < b)
    })
  }
  return { segments, uncovered }
}

/**
 * Reads a range whose ends lie anywhere: where only roll-ups are left at an end, those that begin within it.
 */
export function planSum(fromMs: number, toMs: number, coverages: readonly Coverage[]): readonly Segment[] {
  const { segments, uncovered } = cover([fromMs, toMs], coverages)
  const ends = coverages
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
    .reduce<Plan>(
      (plan, { level, from, until }) => {
        const found = plan.uncovered.map(([a, b]): Range => [Math.max(a, from), Math.min(b, until)])
        return {
          segments: [...plan.segments, ...found.filter(isSome).map(([a, b]) => ({ level, from: a, to: b }))],
          uncovered: plan.uncovered.flatMap(range => without(range, [from, until])),
        }
      },
      { segments: [], uncovered },
    )
  return [...segments, ...ends.segments]
}

/** Reads whole steps of this length, by the levels that add up to them. In the order of time. */
export function planSteps(range: Range, stepMs: number, coverages: readonly Coverage[]): readonly Segment[] {
  const { segments } = cover(range, coverages.filter(fits(stepMs)))
  return segments.toSorted((a, b) => a.from - b.from)
}

/**
 * How a chart is read: by the shortest step that makes about as many points as asked for and loses nothing that coarser
 * levels still know. What was before `firstAt` is nothing.
 */
export function planChart(
  { fromMs, toMs, points }: { readonly fromMs: number; readonly toMs: number; readonly points: number },
  firstAt: number,
  coverages: readonly Coverage[],
): { readonly stepMs: number; readonly segments: readonly Segment[] } {
  const shortest = chartStep(fromMs, toMs, points)
  const steps = [shortest, ...CHART_STEPS_MS.filter(step => step > shortest)]
  const plans = steps.map(stepMs => () => {
    const [first, end] = wholeSteps(fromMs, toMs, stepMs)
    const begin = Math.max(first, down(firstAt, stepMs))
    const isFit = fits(stepMs)
    const { segments, uncovered } = cover([Math.min(begin, end), end], coverages.filter(isFit))
    const coarser = coverages.filter(coverage => !isFit(coverage))
    const isLossless = !uncovered.some(([a, b]) =>
      coarser.some(({ from, until }) => isSome([Math.max(a, from), Math.min(b, until)])),
    )
    return { stepMs, segments, isLossless }
  })
  for (const plan of plans) {
    const { stepMs, segments, isLossless } = plan()
    if (isLossless) return { stepMs, segments }
  }
  return { stepMs: shortest, segments: planSum(...wholeSteps(fromMs, toMs, shortest), coverages) }
}

const fits = (stepMs: number) => (coverage: Coverage) => stepMs % sizeOf(coverage) === 0
const isSome = ([from, to]: Range): boolean => from < to

function without([from, to]: Range, [a, b]: Range): readonly Range[] {
  if (a >= b) return [[from, to]]
  return [[from, Math.min(to, a)] as const, [Math.max(from, b), to] as const].filter(isSome)
}
