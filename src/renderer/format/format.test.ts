import { describe, expect, it } from 'vitest'
import { formatDuration } from '#shared/format-duration.ts'
import { formatAgo } from './format-ago.ts'
import { formatShare, formatValue, MISSING } from './format-value.ts'

describe('formatValue', () => {
  it.each([
    [0, '%', '0 %'],
    [7.34, '%', '7.3 %'],
    [42.6, '%', '43 %'],
    [100, '%', '100 %'],
    [512, 'B', '512 B'],
    [6.6 * 1024 ** 3, 'B', '6.6 GiB'],
    [182_000, 'B/s', '182 kB/s'],
    [2_400_000, 'B/s', '2.4 MB/s'],
    [0, 'B/s', '0 B/s'],
    [0.8, 'ms', '0.8 ms'],
    [42.4, 'ms', '42 ms'],
    [1420, 'ms', '1420 ms'],
    [12_340, 'ms', '12.3 s'],
    [54.4, '°C', '54 °C'],
    [356_400, 's', '4 d 3 h'],
    [1.24, '', '1.2'],
    [0.456, '', '0.46'],
    [3, '', '3'],
  ])('writes %d in %j as %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })

  it('never writes a 0 for what is missing', () => {
    expect(formatValue(null, '%')).toBe(MISSING)
    expect(formatValue(Number.NaN, 'B')).toBe(MISSING)
  })
})

it('formatShare has one decimal, as the vocabulary has it', () => {
  expect([69.2, 100, 0, 66.66, null].map(formatShare)).toEqual(['69.2 %', '100 %', '0 %', '66.7 %', MISSING])
})

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [900, '900 ms'],
    [3_400, '3 s'],
    [59_999, '59 s'],
    [4 * 60_000, '4 min'],
    [2 * 3_600_000 + 5 * 60_000, '2 h 5 min'],
    [3 * 3_600_000, '3 h'],
    [(3 * 24 + 4) * 3_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('formatAgo', () => {
  it('says how long ago, and now for what has just been or is still to come', () => {
    expect(formatAgo(1_000, 4_500)).toBe('3 s ago')
    expect(formatAgo(4_000, 4_500)).toBe('now')
    expect(formatAgo(9_000, 4_500)).toBe('now')
  })
})
