import { describe, expect, it } from 'vitest'
import { readWriteRequest } from '../../../test-support/read-write-request.ts'
import { counter, gauge } from '../metrics-exposition/family.ts'
import { SeriesTracker } from './series-tracker.ts'
import { encodeWriteRequest, seriesOf } from './write-request.ts'

const MOMENT = Date.UTC(2026, 5, 1)

describe('a request of remote write', () => {
  it('holds each sample with its labels in the order of their names', () => {
    const families = [
      counter('checks_total', 'Checks.', [{ labels: { result: 'bad', monitor: 'dé "x"\n' }, value: 7 }]),
      gauge('ratio', 'A ratio.', [{ labels: {}, value: 0.25 }]),
    ]
    const series = [...seriesOf(families, { instance: 'here', zone: 'a', result: 'external' })]
    const read = readWriteRequest(encodeWriteRequest(series, MOMENT))
    expect(read).toEqual([
      {
        labels: {
          ...{ __name__: 'checks_total', instance: 'here', zone: 'a' },
          ...{ monitor: 'dé "x"\n', result: 'bad' },
        },
        names: ['__name__', 'instance', 'monitor', 'result', 'zone'],
        ...{ value: 7, isStale: false, timestamp: MOMENT },
      },
      expect.objectContaining({
        labels: { __name__: 'ratio', instance: 'here', result: 'external', zone: 'a' },
        value: 0.25,
      }),
    ])
  })

  it('leaves out labels that are empty, which receivers refuse', () => {
    const [series] = seriesOf([gauge('a', 'A.', [{ labels: { tags: '' }, value: 1 }])], {})
    expect(series?.labels).toEqual([['__name__', 'a']])
  })

  it('names the parts of a histogram', () => {
    const samples = [{ labels: { le: '+Inf' }, suffix: '_bucket', value: 3 }]
    const [series] = seriesOf([{ name: 'seconds', help: '', type: 'histogram', samples }], {})
    expect(series?.labels).toEqual([
      ['__name__', 'seconds_bucket'],
      ['le', '+Inf'],
    ])
  })

  it('packs thousands of series well', () => {
    const samples = Array.from({ length: 2000 }, (_, i) => ({
      labels: { monitor: `monitor-${i}`, name: `Monitor number ${i}`, category: 'apis', kind: 'http' },
      value: i,
    }))
    const packed = encodeWriteRequest([...seriesOf([gauge('up', 'Up.', samples)], {})], MOMENT)
    expect(readWriteRequest(packed)).toHaveLength(2000)
    expect(packed.length).toBeLessThan(2000 * 45)
  })
})

describe('the tracker of series', () => {
  const one = (name: string) => ({ labels: [['__name__', name] as const], value: 1 })

  it('notices a series that is gone, once, and one that came twice', () => {
    const tracker = new SeriesTracker()
    expect([one('a'), one('b'), one('a')].map(series => tracker.see(series))).toEqual([true, true, false])
    expect(tracker.ended()).toEqual([])
    expect(tracker.see(one('b'))).toBe(true)
    const [end] = tracker.ended()
    expect(end).toEqual({ labels: [['__name__', 'a']], value: null })
    expect(readWriteRequest(encodeWriteRequest(end ? [end] : [], MOMENT))).toMatchObject([
      { labels: { __name__: 'a' }, isStale: true },
    ])
    expect(tracker.see(one('b'))).toBe(true)
    expect(tracker.ended()).toEqual([])
  })
})
