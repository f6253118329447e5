import { describe, expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(2026, 10, 24, 12, 0, 0)

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    [' 0 ', 0],
    ['Tue, 24 Nov 2026 12:05:00 GMT', 300_000],
    ['Tuesday, 24-Nov-26 12:05:00 GMT', 300_000],
    ['Tue Nov 24 12:05:00 2026 GMT', 300_000],
  ])('of "%s" is %i ms', (header, expected) => {
    expect(readRetryAfter(header, NOW)).toBe(expected)
  })

  it('in the past asks for nothing', () => {
    expect(readRetryAfter('Tue, 24 Nov 2026 11:00:00 GMT', NOW)).toBe(0)
  })

  it('of more than a week is taken for a week', () => {
    expect(readRetryAfter('9999999999', NOW)).toBe(7 * 86_400_000)
    expect(readRetryAfter('Tue, 24 Nov 2099 12:00:00 GMT', NOW)).toBe(7 * 86_400_000)
  })

  it.each(['', 'soon', '-5', '1.5', '2026-11-24', 'Tue, sometime'])('of "%s" says nothing', header => {
    expect(readRetryAfter(header, NOW)).toBeUndefined()
  })
})
