import { describe, expect, it } from 'vitest'
import type { MetricView } from '#shared/views.ts'
import { trendCharts } from './trend-charts.ts'

function metric(id: string, unit: string, value = 1): [string, MetricView] {
  const view = {
    id,
    name: id,
    group: 'cpu',
    unit,
    value,
    status: 'healthy',
    threshold: null,
    detail: '',
  } as const
  return [id, { ...view, sampledAt: 0, criticalSince: null }]
}

describe('trendCharts', () => {
  it('puts metrics of one unit into one chart, in the order they were chosen', () => {
    const metrics = new Map([metric('cpu', '%'), metric('network.up', 'B/s'), metric('memory', '%')])
    const charts = trendCharts(['memory', 'network.up', 'cpu'], metrics)
    expect(charts.map(chart => [chart.unit, chart.metrics.map(({ id }) => id)])).toEqual([
      ['%', ['memory', 'cpu']],
      ['B/s', ['network.up']],
    ])
  })

  it('leaves out what is not measured here', () => {
    expect(trendCharts(['battery'], new Map())).toEqual([])
  })

  it('stays the same while only values change', () => {
    const plan = (value: number) => JSON.stringify(trendCharts(['cpu'], new Map([metric('cpu', '%', value)])))
    expect(plan(1)).toBe(plan(99))
  })
})
