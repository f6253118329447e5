import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALM, type MetricState, metricContribution, nextMetricState } from './metric-status.ts'

const memory = { warning: 60, critical: 80, unhealthy: 90 }
const run = (values: readonly (number | null)[], stepMs = 1000) => {
  let state = CALM
  values.forEach((value, index) => {
    state = nextMetricState(state, value, memory, 2, index * stepMs)
  })
  return state
}

describe('metric status', () => {
  it.each<[string, (number | null)[], MetricState['status']]>([
    ['on the warning line is still healthy', [60], 'healthy'],
    ['above it warns', [60.1], 'warning'],
    ['above the critical line is critical', [80.5], 'critical'],
    ['stays critical within two points below', [81, 78.5], 'critical'],
    ['falls to warning two points below', [81, 78], 'warning'],
    ['falls to healthy two points below the warning', [61, 58], 'healthy'],
    ['keeps its status over a missing sample', [81, null], 'critical'],
  ])('%s', (_, values, status) => {
    expect(run(values).status).toBe(status)
  })

  it('does not flap while a value wobbles around a line by less than the hysteresis', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 79.1, max: 80.9, noNaN: true }), { minLength: 2, maxLength: 100 }),
        values => {
          let state = CALM
          let changes = 0
          values.forEach((value, index) => {
            const next = nextMetricState(state, value, memory, 2, index)
            if (index > 0 && next.status !== state.status) changes++
            state = next
          })
          expect(changes).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('never disagrees with the thresholds beyond the hysteresis', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), values => {
        const { status } = run(values)
        const last = values.at(-1) ?? 0
        if (last > 80) expect(status).toBe('critical')
        if (last <= 58) expect(status).toBe('healthy')
        if (status === 'healthy') expect(last).toBeLessThanOrEqual(60)
      }),
    )
  })

  it('adds nothing to the overall status until it has lasted', () => {
    const critical = run([85])
    expect(metricContribution(critical, 60_000, 59_000)).toBeNull()
    expect(metricContribution(critical, 60_000, 60_000)).toBe('degraded')
    const over90 = run([95])
    expect(metricContribution(over90, 60_000, 60_000)).toBe('unhealthy')
    expect(metricContribution(run([70]), 60_000, 1e9)).toBeNull()
  })

  it('counts from when it became critical, not from the latest sample', () => {
    expect(run([85, 86, 79, 85], 30_000).criticalSince).toBe(0)
    expect(run([85, 70, 85], 30_000).criticalSince).toBe(60_000)
  })
})
