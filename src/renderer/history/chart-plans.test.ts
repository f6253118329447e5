import { describe, expect, it } from 'vitest'
import { chartPlans, comparedFigure } from './chart-plans.ts'
import { NOTHING_CHOSEN } from './history-choice.ts'

const monitor = (id: string) => ({ kind: 'monitor' as const, id, name: id.toUpperCase(), unit: 'ms' })
const cpu = { kind: 'metric' as const, id: 'cpu', name: 'CPU', unit: '%' }
const labels = (plans: ReturnType<typeof chartPlans>) =>
  plans.map(({ title, lines, bandOf }) => [title, lines.map(({ label }) => label), bandOf])

describe('the charts of a choice', () => {
  it('have one unit each, with more of a series that is alone', () => {
    expect(labels(chartPlans([monitor('a'), cpu, monitor('b')], NOTHING_CHOSEN))).toEqual([
      ['Response time', ['A', 'B'], null],
      ['CPU', ['average', 'p95'], 'metric:cpu'],
    ])
  })
  it('name figures beside series where there are several of both', () => {
    const plans = chartPlans([monitor('a'), monitor('b')], { ...NOTHING_CHOSEN, figures: ['p50', 'p99'] })
    expect(labels(plans)).toEqual([['Response time', ['A p50', 'A p99', 'B p50', 'B p99'], null]])
  })
  it('are one for each series where the lines could not be told apart, or a band would cover another', () => {
    const four = ['a', 'b', 'c', 'd'].map(monitor)
    expect(chartPlans(four, NOTHING_CHOSEN)).toHaveLength(1)
    expect(chartPlans(four, { ...NOTHING_CHOSEN, figures: ['average', 'p95'] })).toHaveLength(4)
    expect(chartPlans(four, { ...NOTHING_CHOSEN, band: true })).toHaveLength(4)
    expect(chartPlans(four, { ...NOTHING_CHOSEN, apart: true })).toHaveLength(4)
  })
  it('have the time before beside one line of each series', () => {
    const plans = chartPlans([monitor('a'), monitor('b')], { ...NOTHING_CHOSEN, compare: true })
    expect(labels(plans)).toEqual([
      ['A, response time', ['average', 'average before'], null],
      ['B, response time', ['average', 'average before'], null],
    ])
    expect(comparedFigure(['average', 'p95'])).toBe('p95')
    expect(comparedFigure(['p50', 'max'])).toBe('p50')
  })
})
