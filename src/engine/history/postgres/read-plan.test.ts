import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chartStep, wholeSteps } from '../chart-steps.ts'
import { LEVEL_MS } from '../level-ms.ts'
import { type Coverage, planChart, planSteps, planSum, type Segment } from './read-plan.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const
const T0 = Date.UTC(2026, 0, 10)
const FOREVER = Number.POSITIVE_INFINITY

/** As it is after ten days, with singles of one and minutes of three. */
const USUAL: readonly Coverage[] = [
  { level: 'raw', from: T0 - DAY, until: FOREVER },
  { level: 'minute', from: T0 - 3 * DAY, until: T0 + 5 * MINUTE },
  { level: 'ten-minutes', from: 0, until: T0 },
  { level: 'hour', from: 0, until: T0 },
  { level: 'day', from: 0, until: T0 },
]
const hours = (segments: readonly Segment[]) =>
  segments
    .toSorted((a, b) => a.from - b.from)
    .map(({ level, from, to }) => `${level} ${(from - T0) / HOUR} to ${(to - T0) / HOUR}`)

describe('reading a sum', () => {
  it('takes the coarsest rows, and finer ones at the ends', () => {
    expect(hours(planSum(T0 - 30 * HOUR, T0 + 0.5 * HOUR, USUAL))).toEqual([
      'hour -30 to -24',
      'day -24 to 0',
      'minute 0 to 0.08333333333333333',
      'raw 0.08333333333333333 to 0.5',
    ])
  })

  it('takes the roll-ups that begin within it where nothing finer is left', () => {
    const coarse = USUAL.filter(({ level }) => level === 'hour' || level === 'day')
    expect(hours(planSum(T0 - 50.5 * HOUR, T0 - 23.5 * HOUR, coarse))).toEqual([
      'hour -50.5 to -50',
      'hour -50 to -48',
      'day -48 to -24',
      'hour -24 to -23.5',
    ])
  })
})

describe('reading steps', () => {
  it('takes only levels that add up to them', () => {
    expect(hours(planSteps([T0 - 2 * HOUR, T0 + HOUR], 10 * MINUTE, USUAL))).toEqual([
      'ten-minutes -2 to 0',
      'minute 0 to 0.08333333333333333',
      'raw 0.08333333333333333 to 1',
    ])
  })
})

describe('reading a chart', () => {
  it.each([
    ['an hour of today', -2, -1, 60, MINUTE],
    ['two days, of which there are minutes', -48, 0, 1000, 5 * MINUTE],
    ['an hour four days ago, of which there are none', -96, -95, 60, 10 * MINUTE],
    ['a week', -168, 0, 500, 30 * MINUTE],
  ])('of %s has the shortest step that loses nothing', (_, from, to, points, stepMs) => {
    expect(planChart({ fromMs: T0 + from * HOUR, toMs: T0 + to * HOUR, points }, 0, USUAL).stepMs).toBe(
      stepMs,
    )
  })

  it('is as fine as asked for where the series is not older than the finer results', () => {
    const range = { fromMs: T0 - 7 * DAY, toMs: T0, points: 2000 }
    expect(planChart(range, 0, USUAL).stepMs).toBe(10 * MINUTE)
    expect(planChart({ ...range, points: 20_000 }, T0 - HOUR, USUAL).stepMs).toBe(
      chartStep(0, 7 * DAY, 20_000),
    )
  })
})

it('never reads anything twice, and reads all that is there', () => {
  const aligned = (size: number) => fc.integer({ min: -200, max: 20 }).map(count => T0 + count * size)
  const coverage = (level: Coverage['level']) => {
    const size = Math.max(MINUTE, LEVEL_MS[level])
    return fc.record({
      level: fc.constant(level),
      from: aligned(size),
      until: level === 'raw' ? fc.constant(FOREVER) : aligned(size),
    })
  }
  const levels = ['raw', 'minute', 'ten-minutes', 'hour', 'day'] as const
  const moment = fc.integer({ min: T0 - 5 * DAY, max: T0 + DAY })
  fc.assert(
    fc.property(
      fc.tuple(...levels.map(coverage)),
      moment,
      moment,
      fc.integer({ min: 1, max: 500 }),
      (covered, a, b, points) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b) + 1]
        const isDisjoint = (segments: readonly Segment[]) => {
          const inOrder = segments.toSorted((one, other) => one.from - other.from)
          return inOrder.every(
            ({ from, to }, index) => from < to && to <= (inOrder[index + 1]?.from ?? FOREVER),
          )
        }
        const sum = planSum(fromMs, toMs, covered)
        expect(isDisjoint(sum)).toBe(true)
        // Single results are exact to the moment: of their time, all of the range is read.
        const [raw] = covered
        const sinceRaw = Math.max(fromMs, raw?.from ?? 0)
        const read = sum.reduce((ms, { from, to }) => ms + Math.max(0, to - Math.max(from, sinceRaw)), 0)
        expect(read).toBe(Math.max(0, toMs - sinceRaw))

        const { stepMs, segments } = planChart({ fromMs, toMs, points }, 0, covered)
        const [first, end] = wholeSteps(fromMs, toMs, stepMs)
        expect(isDisjoint(segments)).toBe(true)
        expect(segments.every(({ from, to }) => from >= first && to <= end)).toBe(true)
        expect(stepMs).toBeGreaterThanOrEqual(chartStep(fromMs, toMs, points))
      },
    ),
  )
})
