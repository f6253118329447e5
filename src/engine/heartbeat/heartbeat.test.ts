import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { heartbeatSchema } from '#shared/heartbeat-config.ts'
import { type HttpRecorder, startHttpRecorder } from '../../../test-support/http-recorder.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import type { Clock } from '../clock.ts'
import { FakeClock } from '../fake-clock.ts'
import { Heartbeat } from './heartbeat.ts'

let server: HttpRecorder
beforeEach(async () => {
  server = await startHttpRecorder()
})
afterEach(() => server.close())

function heartbeat() {
  const clock = new FakeClock()
  const state = { isWell: true, told: 0 }
  /** From one call to the next. */
  const pauses: number[] = []
  const watched: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (ms, callback) => {
      if (ms === 60_000) pauses.push(ms)
      return clock.after(ms, callback)
    },
  }
  const beating = new Heartbeat({
    ...{ clock: watched, log: recordingLog(), version: '1.2.3', isWell: async () => state.isWell },
    resolve: async value => ({ ok: true, value, secrets: [] }),
    onNotices: () => state.told++,
  })
  /** Lets a call that is due be made, and be answered before the next is set. */
  const passes = async (ms: number, calls: number) => {
    const before = pauses.length
    await clock.advance(ms)
    await expect.poll(() => pauses.length).toBe(before + 1)
    expect(server.requests).toHaveLength(calls)
  }
  return { clock, state, beating, passes }
}

const config = (given: Record<string, unknown> = {}) =>
  heartbeatSchema.parse({ url: `${server.url}/ping/secret`, ...given })

describe('the heartbeat', () => {
  it('calls its address at once and again and again', async () => {
    const { beating, passes, clock } = heartbeat()
    beating.apply(config({ method: 'POST' }))
    await passes(0, 1)
    await passes(60_000, 2)
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/ping/secret' })
    await beating.stop()
    expect(clock.waiting).toBe(0)
  })

  it('is left out while Traylight is not well', async () => {
    const { beating, state, passes } = heartbeat()
    state.isWell = false
    beating.apply(config())
    await passes(0, 0)
    state.isWell = true
    await passes(60_000, 1)
    await beating.stop()
  })

  it('says what is wrong after three calls that failed, without the address, until one goes well', async () => {
    const { beating, passes } = heartbeat()
    server.answer = () => ({ status: 404 })
    beating.apply(config())
    await passes(0, 1)
    await passes(60_000, 2)
    expect(beating.notices()).toEqual([])
    await passes(60_000, 3)
    expect(beating.notices()).toMatchObject([
      { text: expect.stringMatching(/was answered with 404 Not Found\. Check/) },
    ])
    expect(beating.notices()[0]?.text).not.toContain('secret')
    server.answer = () => ({ status: 200 })
    await passes(60_000, 4)
    expect(beating.notices()).toEqual([])
    await beating.stop()
  })

  it('calls nothing without an address, or once that is taken out', async () => {
    const { beating, passes, clock } = heartbeat()
    beating.apply(config())
    await passes(0, 1)
    beating.apply(heartbeatSchema.parse({}))
    expect(clock.waiting).toBe(0)
    await beating.stop()
  })

  it('that is not answered is given up in time, and ends with the engine', async () => {
    const { beating, clock } = heartbeat()
    server.answer = () => null
    beating.apply(config())
    await clock.advance(0)
    await expect.poll(() => server.requests.length).toBe(1)
    await beating.stop()
    expect(clock.waiting).toBe(0)
  })
})
