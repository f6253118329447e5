import { describe, expect, it } from 'vitest'
import type { RollUp } from '#shared/history.ts'
import { compareWords } from './compare-words.ts'

const rollUp = (p95: number | null): RollUp => ({
  ...{ count: 1, failures: 0, min: p95, average: p95, p50: p95, p95, p99: p95, max: p95 },
})
const words = (unit: string, now: number | null, before: number | null, onlyLast: string | null = null) =>
  compareWords({ figure: 'p95', unit, length: '7 days', now: rollUp(now), before: rollUp(before), onlyLast })

describe('a comparison', () => {
  it.each([
    ['ms', 412, 349, 'p95 412 ms, 18 % slower than the 7 days before (349 ms).'],
    ['ms', 300, 400, 'p95 300 ms, 25 % faster than the 7 days before (400 ms).'],
    ['ms', 400, 401, 'p95 400 ms, as in the 7 days before (401 ms).'],
    ['ms', 900, 100, 'p95 900 ms, 9.0 times as slow as the 7 days before (100 ms).'],
    ['%', 61, 57, 'p95 61 %, 4.0 points higher than the 7 days before (57 %).'],
    ['%', 61, 61.2, 'p95 61 %, as in the 7 days before.'],
    ['B/s', 500_000, 1_000_000, 'p95 500 kB/s, 50 % less than the 7 days before (1.0 MB/s).'],
    ['ms', 412, null, 'p95 412 ms; nothing was recorded in the 7 days before.'],
    ['ms', null, 412, 'Nothing was recorded in this time.'],
    ['', 3, 0, 'p95 3, more than the 7 days before (0).'],
  ] as const)('in %s of %s with %s says: %s', (unit, now, before, text) => {
    expect(words(unit, now, before)).toBe(text.replace('1.0 MB', '1 MB'))
  })

  it('says where most of the time before is not recorded', () => {
    expect(words('ms', 412, 349, '20 h')).toBe(
      'p95 412 ms, 18 % slower than the 7 days before (349 ms), of which only the last 20 h are recorded.',
    )
  })
})
