import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuantileSketch } from '../quantile-sketch.ts'
import { RollUpSum } from '../roll-up.ts'
import { packJournal, packResults, unpackJournal, unpackResults } from './packed-results.ts'
import { packRollUps, unpackRollUps } from './packed-roll-ups.ts'
import { ResultColumns } from './result-columns.ts'

const moment = fc.integer({ min: 0, max: 3.7e12 })
const status = fc.integer({ min: 0, max: 4 })
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map(digits => digits / 1000),
  fc.constantFrom(Number.NaN, 0, -0, 0.1, 1e-9, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, 123_456.789),
)
const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
  fc.integer({ min: 0, max: 10_000_000 }).map(digits => digits / 1000),
)

function columns(rows: readonly (readonly [number, number, number])[]): ResultColumns {
  const results = new ResultColumns()
  for (const row of rows) results.push(...row)
  return results
}

describe('packed results', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, status, value)), moment, (rows, startMs) => {
        const results = columns(rows)
        expect(unpackResults(packResults(results, startMs), startMs)).toEqual(results)
      }),
    )
  })

  it('take some four bytes each where they are as they usually are', () => {
    const rows = Array.from({ length: 180 }, (_, index) => {
      const late = (index * 7919) % 23
      return [1.77e12 + index * 20_000 + late, 1, (40_000 + ((index * 104_729) % 30_000)) / 1000] as const
    })
    expect(packResults(columns(rows), 1.77e12).length / rows.length).toBeLessThan(5)
  })

  it('of the journal come back as they were, whatever they are', () => {
    const result = fc.record({ series: fc.integer({ min: 1, max: 2 ** 33 }), at: moment, status, value })
    fc.assert(
      fc.property(fc.array(result), results => {
        expect(unpackJournal(packJournal(results))).toEqual(results)
      }),
    )
  })

  it('that are cut off are refused', () => {
    const packed = packResults(columns([[1.77e12, 1, 40.125]]), 1.77e12)
    expect(() => unpackResults(packed.subarray(0, packed.length - 1), 1.77e12)).toThrow(RangeError)
  })
})

const sumArbitrary = fc
  .array(fc.tuple(fc.constantFrom('healthy', 'unhealthy', null), fc.option(finite)), { minLength: 1 })
  .map(results => {
    const sum = new RollUpSum()
    for (const [grade, number] of results) sum.add(grade, number)
    return sum
  })
const shown = (sum: RollUpSum | undefined) => [sum?.toRollUp(), sum?.valued, sum?.sum, sum?.sketch.toBytes()]

describe('packed roll-ups', () => {
  it('come back as they were, whatever they are', () => {
    const rows = fc.dictionary(fc.integer({ min: 0, max: 1440 }).map(String), sumArbitrary)
    fc.assert(
      fc.property(rows, byName => {
        const sums = new Map(
          Object.entries(byName)
            .map(([name, sum]) => [Number(name), sum] as const)
            .sort(([a], [b]) => a - b),
        )
        const found = unpackRollUps(packRollUps(sums))
        expect([...found.keys()]).toEqual([...sums.keys()])
        for (const [number, sum] of sums) expect(shown(found.get(number))).toEqual(shown(sum))
      }),
    )
  })
})

describe('a sketch of quantiles', () => {
  const values = fc.array(finite, { minLength: 1, maxLength: 200 })

  it('is right to 1 % of the value', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
        const sketch = new QuantileSketch()
        for (const number of numbers) sketch.add(number)
        const exact = numbers.toSorted((a, b) => a - b)[Math.floor(share * (numbers.length - 1))] ?? 0
        const [found = null] = sketch.quantiles([share])
        // A thousandth is as good as zero.
        expect(Math.abs((found ?? Number.NaN) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.01001 + 1e-3)
      }),
    )
  })

  it('of the parts, merged in any order or as bytes, is that of the whole', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), parts => {
        const [whole, merged, unpacked] = [new QuantileSketch(), new QuantileSketch(), new QuantileSketch()]
        for (const number of parts.flat()) whole.add(number)
        for (const part of parts.toReversed()) {
          const sketch = new QuantileSketch()
          for (const number of part) sketch.add(number)
          merged.merge(sketch)
          unpacked.mergeBytes(sketch.toBytes())
        }
        for (const sketch of [merged, unpacked]) {
          expect(sketch.count).toBe(whole.count)
          expect(sketch.toBytes()).toEqual(whole.toBytes())
        }
      }),
    )
  })

  it('of bytes that are none is refused, or harmless', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        try {
          expect(QuantileSketch.fromBytes(bytes).count).toBeGreaterThanOrEqual(0)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})
