import { describe, expect, it } from 'vitest'
import { RecentSamples } from './recent-samples.ts'

const START = Date.UTC(2026, 5, 1)
const HOUR = 3_600_000

function sampled(hours: number, valueAt: (ms: number) => number | null, stepMs = 2000): RecentSamples {
  const samples = new RecentSamples()
  for (let ms = 0; ms < hours * HOUR; ms += stepMs) samples.add(START + ms, valueAt(ms))
  return samples
}

describe('recent samples', () => {
  it('gives the latest half hour sample by sample', () => {
    const samples = sampled(0.5, ms => ms / 2000)
    const series = samples.series(START + 25 * 60_000, START + 30 * 60_000, 1000)
    expect(series).toHaveLength(150)
    expect(series[0]).toEqual([START + 25 * 60_000, 750])
    expect(series.every(([, value]) => value !== null)).toBe(true)
  })

  it('gives a whole day in as many points as asked for, without gaps where there are none', () => {
    const samples = sampled(25, ms => (ms / HOUR) * 4)
    const series = samples.series(START + HOUR, START + 25 * HOUR, 240)
    expect(series.length).toBeGreaterThan(230)
    expect(series.length).toBeLessThanOrEqual(242)
    expect(series.every(([, value]) => value !== null)).toBe(true)
    const middle = series[Math.floor(series.length / 2)]
    expect(middle?.[1]).toBeCloseTo(52, 0)
  })

  it('keeps where minute averages and single samples meet free of gaps', () => {
    const samples = sampled(1, () => 10)
    const series = samples.series(START, START + HOUR, 600)
    expect(series.filter(([, value]) => value === null)).toEqual([])
    expect(series.map(([at]) => at)).toEqual(series.map(([at]) => at).toSorted((a, b) => a - b))
  })

  it('marks a time without samples with one empty point', () => {
    const samples = sampled(0.1, () => 10)
    for (let ms = 0.2 * HOUR; ms < 0.3 * HOUR; ms += 2000) samples.add(START + ms, 20)
    const series = samples.series(START, START + HOUR, 2000)
    expect(series.filter(([, value]) => value === null)).toHaveLength(1)
  })

  it('keeps a sample that could not be taken as a hole', () => {
    const samples = sampled(0.01, ms => (ms === 10_000 ? null : 1))
    expect(samples.series(START, START + HOUR, 2000).map(([, value]) => value)).toContain(null)
  })

  it('is empty for a time it knows nothing of', () => {
    expect(sampled(0.1, () => 1).series(START - 2 * HOUR, START - HOUR, 100)).toEqual([])
    expect(new RecentSamples().series(START, START + HOUR, 100)).toEqual([])
  })
})
