import { describe, expect, it } from 'vitest'
import type { HistoryPoint, SeriesHistory } from '#shared/history.ts'
import { chartPlans } from './chart-plans.ts'
import { NOTHING_CHOSEN } from './history-choice.ts'
import { chartRows, figureRuns, pointAt } from './history-rows.ts'

const point = (at: number, value: number | null): HistoryPoint => ({
  ...{ at, count: 1, failures: 0, min: value, average: value, p50: value, p95: value, p99: value },
  max: value === null ? null : value * 10,
})
const series = (points: readonly HistoryPoint[], more: Partial<SeriesHistory> = {}): SeriesHistory => ({
  ...{ kind: 'monitor', id: 'a', name: 'A', category: 'apis', unit: 'ms', intervalMs: 30 },
  ...{ firstAt: 0, lastAt: 0, stepMs: 100, points: [...points] },
  ...more,
})
const steps = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => point(from + index * 100, index))

describe('a line', () => {
  it('goes through the middle of each step', () => {
    expect(figureRuns(series(steps(3)), 'average')).toEqual([
      [
        [50, 0],
        [150, 1],
        [250, 2],
      ],
    ])
  })
  it('is cut where a step is missing, and where there was no answer', () => {
    const points = [...steps(3), ...steps(2, 400), point(600, null), point(700, 5)]
    expect(figureRuns(series(points), 'p95').map(run => run.map(([at]) => at))).toEqual([
      [50, 150, 250],
      [450, 550],
      [750],
    ])
  })
  it('goes on where steps are shorter than checks are apart', () => {
    const points = [0, 60, 120, 190, 240].map(at => point(at, 1))
    const sparse = series(points, { stepMs: 10, intervalMs: 60 })
    expect(figureRuns(sparse, 'average')).toHaveLength(1)
    expect(figureRuns({ ...sparse, points: [...points, point(500, 1)] }, 'average')).toHaveLength(2)
  })
  it('goes on where less is kept than could be shown', () => {
    const hours = Array.from({ length: 12 }, (_, index) => point(index * 3600, 1))
    expect(figureRuns(series(hours, { stepMs: 144, intervalMs: 30 }), 'average')).toHaveLength(1)
  })
})

describe('the rows of a chart', () => {
  const plans = (choice: Partial<typeof NOTHING_CHOSEN>) =>
    chartPlans([series([])], { ...NOTHING_CHOSEN, ...choice })
  it('have the time before at the moments it is compared with', () => {
    const [plan] = plans({ compare: true, figures: ['average'], band: false })
    if (!plan) throw new Error('There is no chart.')
    const drawn = chartRows(plan, [series([point(1000, 7)])], [series([point(0, 3)])], 1000)
    expect(drawn.rows).toEqual([
      { at: 1050, values: { 'monitor:a average': 7, 'monitor:a average before': 3 } },
    ])
    expect(drawn.lone.get('monitor:a average')).toEqual(new Set([1050]))
  })
  it('are scaled by their lines: a band may reach further', () => {
    const [plan] = plans({})
    if (!plan) throw new Error('There is no chart.')
    const drawn = chartRows(plan, [series(steps(3))], [], 0)
    expect([drawn.highest, drawn.bandTop]).toEqual([2, 20])
  })
})

describe('the step at a moment', () => {
  const some = series([...steps(3), ...steps(2, 1000)])
  it('is the one it is in, or the nearest; none in a gap', () => {
    expect(pointAt(some, 149)?.at).toBe(100)
    expect(pointAt(some, 10)?.at).toBe(0)
    expect(pointAt(some, 1150)?.at).toBe(1100)
    expect(pointAt(some, 600)).toBeNull()
    expect(pointAt(series([]), 600)).toBeNull()
  })
})
