import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { DurationHistogram } from './duration-histogram.ts'
import { Tally } from './tally.ts'

const good = { grade: 'healthy', responseTimeMs: 12 } as const
const bad = { grade: 'unhealthy', responseTimeMs: null } as const
const sample = (id: string, value: number | null, sampledAt: number) => ({
  ...({ id, name: id, group: 'network', unit: 'B/s', detail: '', sampledAt } as const),
  value,
})

describe('the tally', () => {
  it('counts results by what they amounted to, each monitor and backend for itself', () => {
    const tally = new Tally(new FakeClock())
    tally.addResult('monitor', 'db', good, 'database')
    tally.addResult('monitor', 'db', bad, 'database')
    tally.addResult('monitor', 'db', bad, 'database')
    tally.addResult('backend', 'db', { grade: 'degraded', responseTimeMs: 5 }, undefined)
    tally.addResult('service', 'db', bad, undefined)
    expect(tally.resultsOf('monitor', 'db')).toEqual({ healthy: 1, degraded: 0, unhealthy: 2, unknown: 0 })
    expect(tally.resultsOf('backend', 'db')).toMatchObject({ healthy: 0, degraded: 1 })
    expect(tally.resultsOf('monitor', 'other')).toMatchObject({ healthy: 0 })
  })

  it('forgets what is configured no more, so that it never grows without end', () => {
    const tally = new Tally(new FakeClock())
    tally.addResult('monitor', 'gone', good, 'old')
    tally.addResult('monitor', 'kept', good, 'new')
    tally.keepOnly(new Map([['kept', { monitor: { category: 'new' } }]]), new Map())
    expect(tally.resultsOf('monitor', 'gone').healthy).toBe(0)
    expect(tally.resultsOf('monitor', 'kept').healthy).toBe(1)
    expect([...tally.responseTimes.keys()]).toEqual(['new'])
  })

  it('sums network traffic up from what went by per second, and leaves out what was not measured', async () => {
    const clock = new FakeClock()
    const tally = new Tally(clock)
    expect(tally.trafficOf('network.up')).toBeUndefined()
    tally.addSamples([sample('network.up', null, 1), sample('network.down', null, 1), sample('cpu', 5, 1)])
    await clock.advance(2000)
    tally.addSamples([sample('network.up', 1000, 2), sample('network.down', 50, 2)])
    await clock.advance(50)
    tally.addSamples([sample('network.up', 1000, 2), sample('network.down', 50, 2)])
    await clock.advance(1950)
    tally.addSamples([sample('network.up', null, 3)])
    await clock.advance(1000)
    tally.addSamples([sample('network.up', 300, 4), sample('network.down', 10, 4)])
    expect(tally.trafficOf('network.up')).toBe(2300)
    expect(tally.trafficOf('network.down')).toBe(130)
  })

  it('knows an endpoint before it is first asked', () => {
    const tally = new Tally(new FakeClock())
    tally.expectAnswers('/health', ['healthy', 'unhealthy'])
    tally.addAnswer('/health', 'unhealthy', 0.002)
    tally.expectAnswers('/health', ['healthy', 'unhealthy'])
    expect(Object.fromEntries(tally.answers().get('/health') ?? [])).toEqual({ healthy: 0, unhealthy: 1 })
  })
})

describe('a histogram of durations', () => {
  it('counts each duration in its bucket and all above, with bounds as OpenMetrics writes them', () => {
    const times = new DurationHistogram([0.5, 1])
    for (const seconds of [0.1, 0.5, 0.7, 3]) times.add(seconds)
    const samples = times.samples({ category: 'apis' })
    expect(samples.map(({ suffix, labels, value }) => [suffix, labels.le, value])).toEqual([
      ['_bucket', '0.5', 2],
      ['_bucket', '1.0', 3],
      ['_bucket', '+Inf', 4],
      ['_sum', undefined, 4.3],
      ['_count', undefined, 4],
    ])
    expect(samples.every(({ labels }) => labels.category === 'apis')).toBe(true)
  })
})
