import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { WakeGrace } from './wake-grace.ts'

const BEYOND = 'api.example.com'

describe('grace after sleep', () => {
  it('drops what failed while the machine slept, whatever it was', async () => {
    const clock = new FakeClock()
    const grace = new WakeGrace(clock)
    await clock.advance(1000)
    const startedAt = clock.monotonic()
    grace.sleep()
    expect(grace.excuses({ failure: 'refused', startedAt, host: '127.0.0.1' })).toBe(true)
    await clock.advance(60_000)
    grace.wake()
    expect(grace.excuses({ failure: 'timeout', startedAt, host: '127.0.0.1' })).toBe(true)
  })

  it('gives the network 15 seconds, and this machine none', async () => {
    const clock = new FakeClock()
    const grace = new WakeGrace(clock)
    grace.wake()
    const startedAt = clock.monotonic()
    expect(grace.excuses({ failure: 'unreachable', startedAt, host: BEYOND })).toBe(true)
    expect(grace.excuses({ failure: 'timeout', startedAt, host: '127.0.0.1' })).toBe(false)
    expect(grace.excuses({ failure: 'auth', startedAt, host: BEYOND })).toBe(false)
    await clock.advance(15_000)
    expect(grace.excuses({ failure: 'unreachable', startedAt: clock.monotonic(), host: BEYOND })).toBe(false)
  })

  it('drops nothing where the machine never slept, and never a good result', async () => {
    const grace = new WakeGrace(new FakeClock())
    expect(grace.excuses({ failure: 'timeout', startedAt: 0, host: BEYOND })).toBe(false)
    grace.sleep()
    expect(grace.excuses({ failure: undefined, startedAt: 0, host: BEYOND })).toBe(false)
  })
})
