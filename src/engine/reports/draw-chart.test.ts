import { describe, expect, it } from 'vitest'
import type { HistoryPoint, SeriesHistory } from '#shared/history.ts'
import { timeTicks, valueScale } from './chart-ticks.ts'
import { drawChart } from './draw-chart.ts'
import { LocalTime } from './local-time.ts'
import { StatusBand } from './status-band.ts'

const FROM = Date.UTC(2026, 2, 22, 23)
const HOUR = 3_600_000
const local = new LocalTime('Europe/Berlin')
const point = (hours: number, p50: number | null): HistoryPoint => ({
  ...{ at: FROM + hours * HOUR, count: 1, failures: 0, min: p50, average: p50, p50 },
  ...{ p95: p50, p99: p50, max: p50 },
})
const history = (points: HistoryPoint[]): SeriesHistory => ({
  ...{ kind: 'monitor', id: 'a', name: 'A', category: 'apis', unit: 'ms', intervalMs: HOUR },
  ...{ firstAt: FROM, lastAt: FROM, stepMs: HOUR, points },
})
const range = { fromMs: FROM, toMs: FROM + 24 * HOUR }
const lines = (points: HistoryPoint[]) =>
  drawChart(history(points), { ...range, local, band: [] }).marks.filter(
    mark => mark.kind === 'stroke' && mark.tone === 'line',
  ).length

describe('a chart', () => {
  it('draws no line over a gap, nor over steps without a value', () => {
    expect(lines([point(0, 5), point(1, 6), point(2, 5)])).toBe(1)
    expect(lines([point(0, 5), point(1, 6), point(5, 5)])).toBe(2)
    expect(lines([point(0, 5), point(1, null), point(2, 5)])).toBe(2)
    expect(lines([])).toBe(0)
  })

  it('stays within its frame', () => {
    const { marks, height, width } = drawChart(history([point(0, 7), point(1, 10_000)]), {
      ...range,
      local,
      band: [],
    })
    for (const mark of marks) {
      if (mark.kind === 'text') continue
      const numbers = mark.path.match(/[\d.]+/g)?.map(Number) ?? []
      expect(Math.max(...numbers)).toBeLessThanOrEqual(Math.max(width, height))
    }
  })

  it('marks whole days of the time zone, also where the clocks change', () => {
    const ticks = timeTicks(FROM, FROM + 7 * 24 * HOUR - HOUR, local)
    expect(ticks.map(({ label }) => label)).toEqual([
      ...['23 Mar', '24 Mar', '25 Mar', '26 Mar', '27 Mar', '28 Mar', '29 Mar'],
    ])
    expect(ticks.map(({ at }) => local.clock(at))).toEqual(ticks.map(() => '00:00'))
    expect(timeTicks(FROM, FROM + 24 * HOUR, local).map(({ label }) => label)).toEqual([
      ...['00:00', '06:00', '12:00', '18:00'],
    ])
    expect(timeTicks(FROM, FROM + 5 * 365 * 24 * HOUR, local).length).toBeLessThan(8)
  })

  it('has round numbers at its side', () => {
    expect(valueScale(334)).toEqual({ max: 400, step: 200 })
    expect(valueScale(1)).toEqual({ max: 1, step: 0.5 })
    expect(valueScale(0)).toEqual({ max: 1, step: 0.5 })
    for (const max of [0.003, 7, 99, 1234, 5e9]) expect(valueScale(max).max).toBeGreaterThanOrEqual(max)
  })
})

describe('a band of statuses', () => {
  const span = (fromHours: number, toHours: number | null, status: 'healthy' | 'unhealthy') => ({
    ...{
      kind: 'monitor' as const,
      id: 'a',
      fromMs: FROM + fromHours * HOUR,
      status,
      excuse: null,
      message: '',
    },
    toMs: toHours === null ? null : FROM + toHours * HOUR,
  })

  it('shows the worst of each step, nothing where nothing was watched, and no future', () => {
    const band = new StatusBand(range.fromMs, range.toMs, 24)
    band.add(span(-5, 10.5, 'healthy'), FROM + 20 * HOUR)
    band.add(span(10.5, 10.6, 'unhealthy'), FROM + 20 * HOUR)
    band.add(span(12, null, 'healthy'), FROM + 20 * HOUR)
    expect(band.parts()).toEqual([
      { from: 0, to: 10 / 24, state: 'healthy' },
      { from: 10 / 24, to: 11 / 24, state: 'unhealthy' },
      { from: 12 / 24, to: 20 / 24, state: 'healthy' },
    ])
  })
})
