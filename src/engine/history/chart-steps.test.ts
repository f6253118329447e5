import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHART_STEPS_MS, chartStep, wholeSteps } from './chart-steps.ts'
import { LEVEL_MS } from './level-ms.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const

describe('the steps of a chart', () => {
  it.each([
    ['an hour on 300 points', HOUR, 300, 15_000],
    ['a day on 300 points', DAY, 300, 5 * MINUTE],
    ['a month on 500 points', 30 * DAY, 500, 2 * HOUR],
    ['five years on 400 points', 1825 * DAY, 400, 5 * DAY],
    ['nothing', 0, 100, 1000],
    ['a thousand years', 365_000 * DAY, 100, 3650 * DAY],
  ])('of %s', (_, lengthMs, points, expected) => {
    expect(chartStep(0, lengthMs, points)).toBe(expected)
  })

  it('are parts or multiples of the time of every roll-up', () => {
    for (const step of CHART_STEPS_MS) {
      for (const level of Object.values(LEVEL_MS).filter(ms => ms > 0)) {
        expect(Math.max(step, level) % Math.min(step, level), `${step} and ${level}`).toBe(0)
      }
    }
  })

  it('make at most one more than asked for when the range is widened', () => {
    const moment = fc.integer({ min: 0, max: 2_000_000_000_000 })
    fc.assert(
      fc.property(moment, moment, fc.integer({ min: 1, max: 2000 }), (a, b, points) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)]
        const step = chartStep(fromMs, toMs, points)
        const [first, end] = wholeSteps(fromMs, toMs, step)
        expect(first).toBeLessThanOrEqual(fromMs)
        expect(end).toBeGreaterThanOrEqual(toMs)
        expect((end - first) / step).toBeLessThanOrEqual(points + 1)
      }),
    )
  })
})
