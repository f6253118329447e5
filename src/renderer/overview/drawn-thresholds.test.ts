import { describe, expect, it } from 'vitest'
import { drawnThresholds, thresholdLines } from './drawn-thresholds.ts'

const metric = (id: string, threshold: { warning: number; critical: number } | null) => ({
  ...{ id, name: id, unit: '%', threshold },
})
const [cpu, memory, disk] = ['cpu', 'memory', 'disk'].map(id => metric(id, { warning: 70, critical: 90 }))
const swap = metric('swap', null)
const of = (metrics: readonly (ReturnType<typeof metric> | undefined)[], pointedOut: string | null) => {
  const drawn = drawnThresholds(
    metrics.filter(one => one !== undefined),
    pointedOut,
  )
  return [drawn.metrics.map(({ id }) => id), drawn.more]
}

describe('the thresholds in a chart', () => {
  it('are those of two metrics, whatever is chosen beside them without thresholds', () => {
    expect(of([cpu, swap, memory], null)).toEqual([['cpu', 'memory'], false])
  })

  it('are those of the two chosen last where more have some', () => {
    expect(of([cpu, memory, disk, swap], null)).toEqual([['memory', 'disk'], true])
  })

  it('are those of the metric that is pointed out, and none where it has none', () => {
    expect(of([cpu, memory, disk, swap], 'cpu')).toEqual([['cpu'], true])
    expect(of([cpu, memory, swap], 'swap')).toEqual([[], false])
  })

  it('are one line under both names where two metrics have the same', () => {
    const lines = thresholdLines([
      metric('CPU', { warning: 85, critical: 100 }),
      metric('Memory', { warning: 75, critical: 100 }),
    ])
    expect(lines.map(({ level, value, names }) => [level, value, names])).toEqual([
      ['warning', 85, 'CPU'],
      ['critical', 100, 'CPU, Memory'],
      ['warning', 75, 'Memory'],
    ])
  })
})
