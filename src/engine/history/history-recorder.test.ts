import { afterEach, describe, expect, it } from 'vitest'
import type { ConfigInput } from '#shared/config.ts'
import type { StatusSpan } from '#shared/history.ts'
import { BAD, GOOD, monitorInput, watchedBook } from '../../../test-support/watched-book.ts'
import { HistoryRecorder } from './history-recorder.ts'
import { type HistoryBatch, HistoryFailure, type HistoryStore } from './history-store.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'

const T0 = Date.UTC(2026, 0, 1)
const EVERYTHING = { fromMs: 0, toMs: T0 + 1e12 }
const WEB: ConfigInput = { monitors: [monitorInput('web')] }

let stop: () => Promise<void> = async () => undefined
afterEach(() => stop())

/** A recorder on a real book and the plainest store, which can be made to fail. */
function fixture(input: ConfigInput = WEB) {
  const watched = watchedBook(input)
  const { clock, book } = watched
  const memory = new MemoryHistoryStore()
  const batches: HistoryBatch[] = []
  const problems: (string | null)[] = []
  let failure: Error | null = null
  let isOpen = true
  let answer: Promise<void> = Promise.resolve()
  const store: HistoryStore = Object.assign(Object.create(memory), {
    write: async (batch: HistoryBatch) => {
      await answer
      if (failure !== null) throw failure
      batches.push(batch)
      await memory.write(batch)
    },
    spans: memory.spans.bind(memory),
  })
  const recorder = new HistoryRecorder({
    ...{ clock, book, store: () => (isOpen ? store : null) },
    onProblem: problem => problems.push(problem),
  })
  watched.tellTo(recorder)
  recorder.start()
  stop = () => recorder.stop()
  const spans = async (): Promise<StatusSpan[]> => [
    ...(await memory.spans({
      ...{ series: null, kinds: ['monitor', 'backend', 'service'], ...EVERYTHING, limit: 1000 },
    })),
  ]
  return {
    ...{ ...watched, recorder, memory, batches, problems, spans },
    fail: (error: Error | null) => {
      failure = error
    },
    open: (value: boolean) => {
      isOpen = value
    },
    /** From now on nothing is answered until then. */
    answerAfter: (until: Promise<void>) => {
      answer = until
    },
    /** Status, excuse, and from when to when, in seconds since the start. */
    shown: async () =>
      (await spans()).map(({ status, excuse, fromMs, toMs }) => [
        ...[status, excuse, (fromMs - T0) / 1000, toMs === null ? null : (toMs - T0) / 1000],
      ]),
  }
}

describe('the recorder', () => {
  it('writes at most once a second, however much comes in', async () => {
    const { clock, book, batches } = fixture()
    for (let second = 0; second < 10; second++) {
      for (let check = 0; check < 50; check++) {
        book.recordCheck('web', { ...GOOD, responseTimeMs: check })
        await clock.advance(20)
      }
    }
    expect(batches.length).toBeLessThanOrEqual(10)
    expect(batches.flatMap(({ observations }) => observations)).toHaveLength(500)
  })

  it('with nothing new writes every five seconds that it is still there', async () => {
    const { clock, batches } = fixture({})
    await clock.advance(30_000)
    expect(batches.map(({ aliveAt }) => (aliveAt - T0) / 1000)).toEqual([1, 6, 11, 16, 21, 26])
  })

  it('notes from when to when each status lasted, at the moment it changed', async () => {
    const { clock, book, shown } = fixture()
    await clock.advance(5000)
    await clock.advance(300)
    book.recordCheck('web', GOOD)
    await clock.advance(9700)
    book.recordCheck('web', BAD)
    await clock.advance(20_000)
    book.recordCheck('web', GOOD)
    await clock.advance(2000)
    expect(await shown()).toEqual([
      ['unknown', null, 1, 5.3],
      ['healthy', null, 5.3, 15],
      ['unhealthy', null, 15, 35],
      ['healthy', null, 35, null],
    ])
  })

  it('takes the message of a status along', async () => {
    const { clock, book, spans } = fixture()
    book.recordCheck('web', BAD)
    await clock.advance(1000)
    expect((await spans()).at(-1)?.message).toBe('Refused the connection.')
  })

  it('notes since when and until when a status is excused', async () => {
    const { clock, book, configure, shown } = fixture()
    book.recordCheck('web', BAD)
    await clock.advance(10_000)
    book.mute([{ scope: 'monitor', id: 'web' }], clock.now() + 20_000, false)
    await clock.advance(10_000)
    book.start()
    await clock.advance(20_000)
    configure({ monitors: [monitorInput('web', { paused: true })] })
    await clock.advance(5000)
    book.stop()
    expect(await shown()).toEqual([
      ['unhealthy', null, 1, 11],
      ['unhealthy', 'muted', 11, 30],
      ['unhealthy', null, 30, 40],
      ['unknown', 'paused', 40, null],
    ])
  })

  it('ends what is no longer watched, and what a backend no longer reports', async () => {
    const { clock, book, configure, spans } = fixture({
      monitors: [monitorInput('web')],
      backends: [{ id: 'shop', name: 'Shop', url: 'http://shop.example', failuresToUnhealthy: 1 }],
    })
    const service = (name: string) => ({
      ...{
        name,
        category: 'apis',
        status: 'healthy' as const,
        message: 'ok',
        responseTimeMs: 3,
        details: {},
      },
    })
    const report = (...names: readonly string[]) => ({
      ...{ status: 'healthy' as const, message: 'ok', details: {}, format: null, responseTimeMs: 5 },
      services: names.map(service),
    })
    book.recordPoll('shop', report('cart', 'search'), false)
    await clock.advance(3000)
    book.recordPoll('shop', report('cart'), false)
    await clock.advance(3000)
    configure({ backends: [{ id: 'shop', name: 'Shop', url: 'http://shop.example' }] })
    await clock.advance(3000)
    const ended = (await spans()).filter(({ toMs }) => toMs !== null)
    expect(ended.map(({ id, toMs }) => [id, ((toMs ?? 0) - T0) / 1000])).toEqual(
      expect.arrayContaining([
        ['web', 7],
        ['shop/search', 4],
      ]),
    )
    expect((await spans()).filter(({ toMs }) => toMs === null).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['shop', 'shop/cart']),
    )
  })

  it('counts the time of sleep as unwatched', async () => {
    const { clock, book, shown, memory } = fixture()
    book.recordCheck('web', GOOD)
    await clock.advance(10_000)
    clock.jumpWall(3_600_000)
    await clock.advance(2000)
    expect(await shown()).toEqual([
      ['healthy', null, 1, 10],
      ['healthy', null, 3611, null],
    ])
    const window = { fromMs: T0, toMs: clock.now() }
    const [times] = await memory.uptime({ series: null, kinds: ['monitor'], windows: [window] })
    expect(times?.windows[0]).toMatchObject({ healthyMs: 9000 + 1000, unwatchedMs: 3_601_000 })
  })

  it('knows what it watched while a write took its time', async () => {
    const { clock, book, shown, answerAfter, batches } = fixture()
    const { promise, resolve } = Promise.withResolvers<void>()
    book.recordCheck('web', GOOD)
    await clock.advance(2000)
    answerAfter(promise)
    for (let minute = 0; minute < 2; minute++) {
      book.recordCheck('web', minute === 0 ? GOOD : BAD)
      await clock.advance(60_000)
    }
    expect(batches).toHaveLength(1)
    resolve()
    await clock.advance(2000)
    expect(await shown()).toEqual([
      ['healthy', null, 1, 62],
      ['unhealthy', null, 62, null],
    ])
  })

  it('goes on where a clock that was set back now is', async () => {
    const { clock, book, shown } = fixture()
    book.recordCheck('web', GOOD)
    await clock.advance(60_000)
    clock.jumpWall(-30_000)
    await clock.advance(5000)
    expect(await shown()).toEqual([
      ['healthy', null, 1, 31],
      ['healthy', null, 31, null],
    ])
  })

  it('lets what comes in wait while there is no store, and writes it all once there is one', async () => {
    const { clock, book, batches, open, shown, recorder } = fixture()
    open(false)
    for (let check = 0; check < 5; check++) {
      book.recordCheck('web', check === 2 ? BAD : GOOD)
      await clock.advance(2000)
    }
    expect([batches.length, recorder.waiting]).toEqual([0, 5])
    open(true)
    await clock.advance(1000)
    expect(batches.flatMap(({ observations }) => observations)).toHaveLength(5)
    expect(await shown()).toEqual([
      ['healthy', null, 1, 4],
      ['unhealthy', null, 4, 6],
      ['healthy', null, 6, null],
    ])
  })

  it('says why it cannot write, keeps what comes in, and writes it when it can', async () => {
    const { clock, book, batches, fail, problems, recorder } = fixture()
    await clock.advance(2000)
    fail(new HistoryFailure('The disk is full.'))
    for (let check = 0; check < 10; check++) {
      book.recordCheck('web', GOOD)
      await clock.advance(1000)
    }
    expect(problems).toEqual(['The disk is full.', 'The disk is full.'])
    expect(recorder.waiting).toBe(10)
    fail(null)
    await clock.advance(6000)
    expect(problems.at(-1)).toBeNull()
    expect(batches.flatMap(({ observations }) => observations)).toHaveLength(10)
  })

  it('drops the oldest where too much waits', async () => {
    const { clock, open, recorder, batches } = fixture()
    open(false)
    for (let i = 0; i < 250_000; i++) {
      recorder.add({ kind: 'monitor', id: 'web', at: i, status: 'healthy', value: 1 })
    }
    expect(recorder.waiting).toBeLessThanOrEqual(200_000)
    open(true)
    await clock.advance(1000)
    expect(batches.flatMap(({ observations }) => observations).at(-1)?.at).toBe(249_999)
  })

  it('describes everything again to another store', async () => {
    const { clock, book, batches, recorder } = fixture()
    book.recordCheck('web', GOOD)
    await clock.advance(3000)
    recorder.beginAnew()
    batches.length = 0
    await clock.advance(1000)
    expect(batches).toMatchObject([
      { series: [{ id: 'web', name: 'Name of web', intervalMs: 20_000 }], spans: [{ status: 'healthy' }] },
    ])
  })

  it('describes to another store what waits of things that are no longer there', async () => {
    const { clock, batches, recorder, configure, open } = fixture()
    const cpu = {
      kind: 'metric',
      id: 'cpu',
      name: 'CPU',
      category: 'cpu',
      unit: '%',
      intervalMs: 2000,
    } as const
    recorder.describeMetric(cpu)
    await clock.advance(1000)
    open(false)
    recorder.add({ kind: 'metric', id: 'cpu', at: clock.now(), status: null, value: 37 })
    configure({})
    await clock.advance(1000)
    recorder.beginAnew()
    open(true)
    await clock.advance(1000)
    expect(batches.at(-1)).toMatchObject({
      series: [{ id: 'cpu' }, { id: 'web' }],
      observations: [{ id: 'cpu' }],
      spans: [{ id: 'web', status: null }],
    })
  })

  it('says nothing of what another store could not do', async () => {
    const { clock, book, fail, problems, recorder, batches } = fixture()
    fail(new HistoryFailure('The disk is full.'))
    book.recordCheck('web', GOOD)
    await clock.advance(1000)
    recorder.beginAnew()
    fail(null)
    await clock.advance(1000)
    expect(batches.flatMap(({ observations }) => observations)).toHaveLength(1)
    expect(problems).toEqual(['The disk is full.'])
  })

  it('describes a monitor anew when its name or interval changes, and a metric before its first value', async () => {
    const { clock, configure, batches, recorder } = fixture()
    await clock.advance(1000)
    configure({ monitors: [monitorInput('web', { name: 'Front page', intervalSeconds: 60 })] })
    const cpu = {
      kind: 'metric',
      id: 'cpu',
      name: 'CPU',
      category: 'cpu',
      unit: '%',
      intervalMs: 2000,
    } as const
    recorder.describeMetric(cpu)
    recorder.add({ kind: 'metric', id: 'cpu', at: clock.now(), status: null, value: 37.123_456_789 })
    await clock.advance(1000)
    const { series, observations } = batches.at(-1) ?? {}
    expect(series).toEqual(
      expect.arrayContaining([cpu, expect.objectContaining({ name: 'Front page', intervalMs: 60_000 })]),
    )
    expect(observations).toMatchObject([{ id: 'cpu', value: 37.1235 }])
  })

  it('rounds response times to a microsecond, and takes what is no number as none', async () => {
    const { clock, book, batches } = fixture()
    book.recordCheck('web', { ...GOOD, responseTimeMs: 12.345_678_9 })
    book.recordCheck('web', { ...GOOD, responseTimeMs: Number.NaN })
    await clock.advance(1000)
    expect(batches[0]?.observations.map(({ value }) => value)).toEqual([12.346, null])
  })

  it('ends everything and writes what waits when it stops', async () => {
    const { clock, book, recorder, shown, batches } = fixture()
    book.recordCheck('web', GOOD)
    await clock.advance(1000)
    await clock.advance(400)
    book.recordCheck('web', BAD)
    await recorder.stop()
    book.stop()
    expect(await shown()).toEqual([['healthy', null, 1, 1.4]])
    expect(batches.flatMap(({ observations }) => observations)).toHaveLength(2)
    expect(clock.waiting).toBe(0)
  })
})
