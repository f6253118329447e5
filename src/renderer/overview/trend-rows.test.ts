import { describe, expect, it } from 'vitest'
import type { Sample } from '../connection/live-state.ts'
import { trendRows } from './trend-rows.ts'

const every = (step: number, from: number, to: number, value: (at: number) => number | null): Sample[] => {
  const samples: Sample[] = []
  for (let at = from; at <= to; at += step) samples.push([at, value(at)])
  return samples
}

describe('trendRows', () => {
  it('keeps every sample as it is', () => {
    const rows = trendRows([{ id: 'cpu', samples: every(2, 0, 10, at => at * 3) }])
    expect(rows.map(row => [row.at, row.values.cpu])).toEqual([
      [0, 0],
      [2, 6],
      [4, 12],
      [6, 18],
      [8, 24],
      [10, 30],
    ])
  })

  it('has a null inside a gap, so that no line crosses it', () => {
    const rows = trendRows([{ id: 'cpu', samples: every(2, 0, 20, at => (at > 6 && at < 12 ? null : 1)) }])
    const inGap = rows.filter(row => row.at > 6 && row.at < 12)
    expect(inGap.length).toBeGreaterThan(0)
    expect(inGap.every(row => row.values.cpu === null)).toBe(true)
  })

  it('takes a long pause between samples for a gap', () => {
    const samples = [...every(2, 0, 20, () => 1), ...every(2, 100, 120, () => 2)]
    const rows = trendRows([{ id: 'cpu', samples }])
    expect(rows.filter(row => row.at > 20 && row.at < 100).map(row => row.values.cpu)).toEqual([null])
  })

  it('reads a series sampled seldom between its samples, and not beyond them', () => {
    const rows = trendRows([
      { id: 'cpu', samples: every(2, 0, 50, () => 1) },
      { id: 'disk', samples: every(10, 10, 40, at => at) },
    ])
    const disk = new Map(rows.map(row => [row.at, row.values.disk]))
    expect(disk.get(14)).toBe(14)
    expect(disk.get(40)).toBe(40)
    expect(disk.get(4)).toBeNull()
    expect(disk.get(48)).toBeNull()
  })

  it("does not fill one series' gap from another's samples", () => {
    const rows = trendRows([
      { id: 'cpu', samples: every(2, 0, 40, () => 1) },
      { id: 'memory', samples: every(2, 0, 40, at => (at > 10 && at < 30 ? null : 5)) },
    ])
    expect(rows.find(row => row.at === 20)?.values).toEqual({ cpu: 1, memory: null })
  })

  it('is empty without samples', () => {
    expect(trendRows([{ id: 'cpu', samples: [] }])).toEqual([])
  })
})
