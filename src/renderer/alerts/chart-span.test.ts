import { describe, expect, it } from 'vitest'
import { chartSpan } from './chart-span.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const startedAt = 1_000 * HOUR

describe('the time around an incident', () => {
  it('begins a bit before it and ends a bit after it', () => {
    const resolvedAt = startedAt + 4 * MINUTE
    expect(chartSpan({ startedAt, resolvedAt }, startedAt + 9 * HOUR)).toEqual({
      fromMs: startedAt - 4 * MINUTE,
      toMs: resolvedAt + 4 * MINUTE,
    })
  })

  it('is longer around what lasted long, and never half of the picture', () => {
    const resolvedAt = startedAt + 8 * HOUR
    const { fromMs, toMs } = chartSpan({ startedAt, resolvedAt }, startedAt + 90 * HOUR)
    expect([startedAt - fromMs, toMs - resolvedAt]).toEqual([2 * HOUR, 2 * HOUR])
    const month = chartSpan({ startedAt, resolvedAt: startedAt + 720 * HOUR }, startedAt + 9_000 * HOUR)
    expect(startedAt - month.fromMs).toBe(12 * HOUR)
  })

  it('ends about now just after the end', () => {
    const resolvedAt = startedAt + 4 * MINUTE
    expect(chartSpan({ startedAt, resolvedAt }, resolvedAt + 3 * MINUTE).toMs).toBe(resolvedAt + 3 * MINUTE)
  })

  it('grows with what lasts, in steps, so that it is not asked for anew every second', () => {
    const at = (ms: number) => chartSpan({ startedAt, resolvedAt: null }, startedAt + ms)
    expect(at(1000)).toEqual(at(14_000))
    expect(at(16_000).toMs).toBe(startedAt + 30_000)
    const spans = new Set(
      Array.from({ length: 3600 }, (_, second) => JSON.stringify(at(10 * HOUR + second * 1000))),
    )
    expect(spans.size).toBeLessThan(25)
    expect(at(10 * HOUR).toMs - (startedAt + 10 * HOUR)).toBeLessThan(5 * MINUTE)
  })
})
