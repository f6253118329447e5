import { describe, expect, it } from 'vitest'
import type { ChannelView } from '#shared/realtime.ts'
import { channelWords, listeningWords, publishingWords, rateWords, trafficWords } from './realtime-words.ts'

const NOW = 10_000_000
const listening = {
  ...({ state: 'connected', place: 'cluster eu', since: NOW - 180_000, message: '' } as const),
  ...{ channels: [], lastInvalid: '', fallback: '' },
}
const channel = (more: Partial<ChannelView>): ChannelView => ({
  ...{ name: 'system-alert', state: 'subscribed', message: '', perMinute: 0, events: 0, invalid: 0 },
  ...{ lastAt: null, members: null },
  ...more,
})

describe('the connection in words', () => {
  it('says where to and since when, and whether it is tried again', () => {
    expect(listeningWords(listening, NOW)).toEqual({
      mark: 'healthy',
      words: 'Connected to cluster eu for 3 min',
    })
    expect(listeningWords({ ...listening, state: 'unavailable' }, NOW)).toEqual({
      mark: 'degraded',
      words: 'No connection to cluster eu for 3 min, trying again',
    })
    expect(listeningWords({ ...listening, state: 'failed' }, NOW).mark).toBe('unhealthy')
  })

  it('says who publishes', () => {
    const of = (state: 'leading' | 'standing-by', leader = '') =>
      publishingWords({ state, leader, message: '', events: 0, lastAt: null }).words
    expect(of('leading')).toBe('Publishing')
    expect(of('standing-by', 'office-pc')).toBe('Standing by: office-pc publishes')
    expect(of('standing-by')).toBe('Standing by: another watcher publishes')
  })
})

describe('a channel in words', () => {
  it('marks one that is silent, and one that could not be subscribed to', () => {
    expect(channelWords(channel({}))).toEqual({ mark: 'healthy', words: 'Subscribed' })
    expect(channelWords(channel({ message: 'No events for 12 min' }))).toEqual({
      mark: 'degraded',
      words: 'No events for 12 min',
    })
    expect(channelWords(channel({ state: 'failed', message: 'Forbidden.' }))).toEqual({
      mark: 'unhealthy',
      words: 'Forbidden.',
    })
  })

  it('says rates shortly', () => {
    expect([0, 0.53, 3, 12.4, 10_000].map(rateWords)).toEqual(['0', '0.5', '3', '12', '10000'])
    expect(trafficWords([channel({ perMinute: 1 })])).toBe('1 event a minute')
    expect(trafficWords([channel({ perMinute: 300, invalid: 2 }), channel({ perMinute: 40 })])).toBe(
      '340 events a minute, 2 not understood',
    )
  })
})
