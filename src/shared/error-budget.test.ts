import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorBudget } from './error-budget.ts'
import type { StatusTimes } from './history.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const
const NONE = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 }
const times = (over: Partial<StatusTimes>): StatusTimes => ({ ...NONE, ...over })
const MONTH = { percent: 99.9, days: 30 }

describe('an error budget', () => {
  it.each<[string, Partial<StatusTimes>, { availability: number | null; budget: number; left: number }]>([
    [
      'of a month that was well is whole',
      { healthyMs: 30 * DAY },
      { availability: 100, budget: 43.2, left: 43.2 },
    ],
    [
      'is less by what was unhealthy',
      { healthyMs: 30 * DAY - 30 * MINUTE, unhealthyMs: 30 * MINUTE },
      { availability: 100 - 100 / 1440, budget: 43.2, left: 13.2 },
    ],
    [
      'is overdrawn by what is more than it',
      { healthyMs: 29 * DAY, unhealthyMs: DAY },
      { availability: 2900 / 30, budget: 43.2, left: 43.2 - 1440 },
    ],
    [
      'is not used by what was slow',
      { degradedMs: 30 * DAY },
      { availability: 100, budget: 43.2, left: 43.2 },
    ],
    [
      'is neither used nor made by maintenance, mutes and pauses',
      { healthyMs: 15 * DAY, excusedMs: 15 * DAY },
      { availability: 100, budget: 21.6, left: 21.6 },
    ],
    [
      'of what was excused all the time is none',
      { excusedMs: 30 * DAY },
      { availability: null, budget: 0, left: 0 },
    ],
    [
      'is not used by what is not known',
      { healthyMs: 10 * DAY, unknownMs: 15 * DAY, unwatchedMs: 5 * DAY },
      { availability: 100, budget: 43.2, left: 43.2 },
    ],
    [
      'of what was first watched an hour ago is that of all the days',
      { healthyMs: 50 * MINUTE, unhealthyMs: 10 * MINUTE },
      { availability: 500 / 6, budget: 43.2, left: 33.2 },
    ],
    [
      'of what was never watched is whole and says nothing',
      {},
      { availability: null, budget: 43.2, left: 43.2 },
    ],
  ])('%s', (_, over, { availability, budget, left }) => {
    const found = errorBudget(MONTH, times(over))
    expect(found).toMatchObject({
      percent: 99.9,
      days: 30,
      budgetMs: budget * MINUTE,
      leftMs: Math.round(left * MINUTE),
    })
    if (availability === null) expect(found.availability).toBeNull()
    else expect(found.availability).toBeCloseTo(availability, 9)
  })

  it('of 100 % allows nothing, and of 0 % everything', () => {
    const used = times({ healthyMs: 30 * DAY - HOUR, unhealthyMs: HOUR })
    expect(errorBudget({ percent: 100, days: 30 }, used)).toMatchObject({ budgetMs: 0, leftMs: -HOUR })
    expect(errorBudget({ percent: 0, days: 30 }, used)).toMatchObject({
      budgetMs: 30 * DAY,
      leftMs: 30 * DAY - HOUR,
    })
  })

  it('of a window that is known as a whole is overdrawn exactly where the availability is below the aim', () => {
    const shares = fc.record({ good: fc.nat(1000), bad: fc.nat(1000), excused: fc.nat(1000) })
    fc.assert(
      fc.property(shares, fc.integer({ min: 0, max: 1000 }), ({ good, bad, excused }, permille) => {
        const all = good + bad + excused
        fc.pre(good + bad > 0)
        const part = (share: number) => (share / all) * 30 * DAY
        const found = errorBudget(
          { percent: permille / 10, days: 30 },
          times({ healthyMs: part(good), unhealthyMs: part(bad), excusedMs: part(excused) }),
        )
        const aim = permille / 10
        if (Math.abs((found.availability ?? 0) - aim) < 1e-6) return
        expect(found.leftMs < 0).toBe((found.availability ?? 0) < aim)
      }),
    )
  })
})
