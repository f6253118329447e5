import { describe, expect, it } from 'vitest'
import { axisTop, valueTicks } from './value-ticks.ts'

describe('valueTicks', () => {
  it.each([
    [12.4, 'ms', [0, 5, 10, 15]],
    [0.9, 'ms', [0, 0.5, 1]],
    [0.3, '', [0, 0.1, 0.2, 0.3]],
    [1_400, 'B/s', [0, 500, 1000, 1500]],
    [100, 'ms', [0, 50, 100]],
  ])('goes up to %d %s in steps of 1, 2 or 5', (highest, unit, ticks) => {
    expect(valueTicks(highest, unit)).toEqual(ticks)
  })

  it('counts bytes in powers of two', () => {
    const GIB = 1024 ** 3
    expect(valueTicks(3 * GIB, 'B')).toEqual([0, GIB, 2 * GIB, 3 * GIB])
    expect(valueTicks(700 * 1024, 'B').map(bytes => bytes / 1024)).toEqual([0, 256, 512, 768])
  })

  it('has an axis though nothing is above 0', () => {
    expect(valueTicks(0, 'ms')).toEqual([0, 0.5, 1])
  })
})

describe('axisTop', () => {
  it('has room for a threshold near the values, and not for one that dwarfs them', () => {
    expect(axisTop(30, 100)).toBe(100)
    expect(axisTop(12, 100)).toBe(12)
    expect(axisTop(130, 100)).toBe(130)
    expect(axisTop(12, undefined)).toBe(12)
  })
})
