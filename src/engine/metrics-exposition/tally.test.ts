import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import type { RecordedResult } from '../status/recorded-result.ts'
import { DurationHistogram } from './duration-histogram.ts'
import { Tally } from './tally.ts'

const result = (changed: Partial<RecordedResult>): RecordedResult => ({
  ...{ scope: 'monitor', id: 'db', category: 'database', status: 'healthy', responseTimeMs: 12, at: 0 },
  ...changed,
})
const sample = (id: string, value: number | null) => ({
  ...({ id, name: id, group: 'network', unit: 'B/s', detail: '', sampledAt: 0 } as const),
  value,
})

describe('the tally', () => {
  it('counts results by what they amounted to, each monitor and backend for itself', () => {
    const tally = new Tally(new FakeClock())
    tally.addResult(result({}))
    tally.addResult(result({ status: 'unhealthy', responseTimeMs: null }))
    tally.addResult(result({ status: 'unhealthy', responseTimeMs: null }))
    tally.addResult(result({ scope: 'backend', status: 'degraded' }))
    expect(tally.resultsOf('monitor', 'db')).toEqual({ healthy: 1, degraded: 0, unhealthy: 2, unknown: 0 })
    expect(tally.resultsOf('backend', 'db')).toMatchObject({ healthy: 0, degraded: 1 })
    expect(tally.resultsOf('monitor', 'other')).toMatchObject({ healthy: 0 })
  })

  it('forgets what is configured no more, so that it never grows without end', () => {
    const tally = new Tally(new FakeClock())
    tally.addResult(result({ id: 'gone', category: 'old' }))
    tally.addResult(result({ id: 'kept', category: 'new' }))
    tally.keepOnly(new Map([['kept', { monitor: { category: 'new' } }]]), new Map())
    expect(tally.resultsOf('monitor', 'gone').healthy).toBe(0)
    expect(tally.resultsOf('monitor', 'kept').healthy).toBe(1)
    expect([...tally.responseTimes.keys()]).toEqual(['new'])
  })

  it('sums network traffic up from what went by per second, and leaves out what was not measured', async () => {
    const clock = new FakeClock()
    const tally = new Tally(clock)
    expect(tally.trafficOf('network.up')).toBeUndefined()
    tally.addSamples([sample('network.up', null), sample('network.down', null), sample('cpu', 5)])
    await clock.advance(2000)
    tally.addSamples([sample('network.up', 1000), sample('network.down', 50)])
    await clock.advance(2000)
    tally.addSamples([sample('network.up', null)])
    await clock.advance(1000)
    tally.addSamples([sample('network.up', 300), sample('network.down', 10)])
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
