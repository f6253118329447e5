import { describe, expect, it } from 'vitest'
import { type BackendInput, type ConfigInput, configSchema, thresholdsSchema } from '#shared/config.ts'
import { AlertSubjects } from '../alerts/alert-subjects.ts'
import { ApplicationSamples } from '../backends/application-samples.ts'
import { parsePrometheusText } from '../backends/prometheus-text.ts'
import { FakeClock } from '../fake-clock.ts'
import { ChangeLog } from './change-log.ts'
import { StatusBook } from './status-book.ts'

const QUEUE = { sample: 'queue_length', unit: 'jobs', thresholds: { warning: 10, critical: 100 } }
const ID = 'backend:shop:queue_length'

function fixture(metrics: BackendInput['metrics'] = [QUEUE]) {
  const clock = new FakeClock()
  const changes = new ChangeLog()
  const samples = new ApplicationSamples()
  const shop = (over: Partial<BackendInput> = {}): ConfigInput => ({
    backends: [{ id: 'shop', name: 'Shop', url: 'http://shop.example/', metrics, ...over }],
  })
  let config = configSchema.parse(shop())
  const book = new StatusBook(
    {
      ...{ clock, changes, externalInterfaces: () => ['eth0'] },
      describeTarget: () => ({ text: '', host: null }),
      ...{ onTransition: () => {}, onMutes: () => {}, onNetworkBack: () => {} },
    },
    config.thresholds,
    [],
  )
  book.configure(config)
  book.start()
  /** One poll; without a document the backend's metrics could not be had. */
  const poll = (text?: string) => {
    const [backend] = config.backends
    if (!backend) return
    const metricsRead = { statusCode: 200, responseTimeMs: 1, readAt: clock.monotonic() }
    const report = { status: 'healthy' as const, message: '', services: [], details: {}, format: 'bare' }
    book.recordPoll('shop', { ...report, responseTimeMs: 1 }, false)
    const read = text === undefined ? undefined : { ...parsePrometheusText(text), ...metricsRead }
    book.recordSamples(samples.read(backend, read, clock), [])
  }
  return {
    clock,
    changes,
    book,
    poll,
    /** Polls every 30 s, the interval, for so long. */
    async hold(text: string | undefined, seconds: number) {
      for (let passed = 0; passed < seconds; passed += 30) {
        poll(text)
        await clock.advance(30_000)
      }
    },
    configure(over: Partial<BackendInput> | null) {
      config = configSchema.parse(over === null ? {} : shop(over))
      book.configure(config)
    },
    get metric() {
      return book.metrics.get(ID)
    },
    get status() {
      return book.metrics.get(ID)?.state.status
    },
  }
}

describe('a watched sample of a backend', () => {
  it('is there from the first, without a value until it was polled', () => {
    const { book, poll } = fixture()
    expect(book.metrics.get(ID)?.sample).toMatchObject({
      ...{ name: 'Queue length (Shop)', group: 'application', unit: 'jobs', value: null },
    })
    poll('# HELP queue_length Jobs waiting.\nqueue_length 3')
    expect(book.metrics.get(ID)?.sample).toMatchObject({ name: 'Jobs waiting (Shop)', value: 3 })
    expect(book.metrics.thresholdOf(ID)).toEqual({ warning: 10, critical: 100 })
  })

  it('has thresholds of its own, which count at once in both directions', () => {
    const app = fixture()
    for (const [value, status] of [
      [10, 'healthy'],
      [10.5, 'warning'],
      [101, 'critical'],
      [100, 'warning'],
      [10, 'healthy'],
    ] as const) {
      app.poll(`queue_length ${value}`)
      expect([value, app.status]).toEqual([value, status])
    }
  })

  it('may be the worse the less it is', () => {
    const app = fixture([{ ...QUEUE, worseWhen: 'below', thresholds: { warning: 1, critical: 1 } }])
    const statuses = [1, 0, 1].map(value => {
      app.poll(`queue_length ${value}`)
      return app.status
    })
    expect(statuses).toEqual(['healthy', 'critical', 'healthy'])
  })

  it('makes the whole degraded once it has been critical for a minute, and nothing while it warns', async () => {
    const app = fixture()
    await app.hold('queue_length 50', 300)
    expect(app.book.overall.status).toBe('healthy')
    await app.hold('queue_length 500', 30)
    expect(app.book.overall.status).toBe('healthy')
    await app.hold('queue_length 500.123456789', 60)
    expect(app.book.overall).toMatchObject({
      status: 'degraded',
      problems: [{ scope: 'metric', id: ID, message: 'Queue length (Shop) is at 500.123 jobs.' }],
    })
    await app.hold('queue_length 1', 30)
    expect(app.book.overall.status).toBe('healthy')
  })

  it('keeps its past, with gaps where polls had no answer', async () => {
    const app = fixture()
    await app.hold('queue_length 1', 60)
    await app.hold(undefined, 60)
    await app.hold('queue_length 2', 60)
    expect(app.metric?.sample.value).toBe(2)
    const series = app.metric?.samples.series(app.clock.now() - 300_000, app.clock.now(), 1000) ?? []
    expect(series.map(([, value]) => value)).toEqual([1, 1, null, null, 2, 2])
  })

  it('stays critical over a poll without an answer, and is not believed for longer than three intervals', async () => {
    const app = fixture()
    await app.hold('queue_length 500', 120)
    await app.hold(undefined, 30)
    expect([app.metric?.sample.value, app.status]).toEqual([null, 'critical'])
    const now = () => app.clock.now()
    const subjects = new AlertSubjects({ book: app.book, now, thresholds: () => thresholdsSchema.parse({}) })
    const find = () => subjects.find({ type: 'metric', id: ID }).is
    expect(find()).toBe('there')
    await app.hold(undefined, 90)
    expect(app.status).toBe('healthy')
    expect(app.book.overall.status).toBe('healthy')
    expect(find()).toBe('gone')
  })

  it('is not touched by the samples of this machine', () => {
    const app = fixture()
    app.poll('queue_length 3')
    app.book.recordSamples([], ['cpu.core.7'])
    expect(app.metric?.sample.value).toBe(3)
  })
})

describe('when the configuration changes', () => {
  it('a sample that is no longer watched goes, with its backend or alone', () => {
    for (const over of [null, { metrics: [] }]) {
      const app = fixture()
      app.poll('queue_length 3')
      const before = app.changes.seq
      app.configure(over)
      expect(app.metric).toBeUndefined()
      expect(app.changes.since(before)).toContainEqual(
        expect.objectContaining({ topic: 'metric', id: ID, gone: true }),
      )
    }
  })

  it('new thresholds count at once and the past stays', () => {
    const app = fixture()
    app.poll('queue_length 3')
    app.configure({ metrics: [{ ...QUEUE, thresholds: { warning: 1, critical: 2 } }] })
    expect(app.status).toBe('critical')
    expect(app.metric?.samples.series(0, app.clock.now(), 10)).toHaveLength(1)
    app.configure({ metrics: [{ ...QUEUE, thresholds: undefined }] })
    expect(app.status).toBe('healthy')
  })

  it('a new name and unit hold at once, and what is meant otherwise begins anew', () => {
    const app = fixture()
    app.poll('queue_length 3')
    app.configure({ metrics: [{ ...QUEUE, name: 'Jobs', unit: '' }] })
    expect(app.metric?.sample).toMatchObject({ name: 'Jobs (Shop)', unit: '', value: 3 })
    app.configure({ metrics: [{ ...QUEUE, rate: true }] })
    expect(app.metric?.sample.value).toBeNull()
    expect(app.metric?.samples.series(0, app.clock.now(), 10)).toEqual([])
  })

  it('a paused backend leaves no value behind, and its metric does not count', async () => {
    const app = fixture()
    await app.hold('queue_length 500', 120)
    expect(app.book.overall.status).toBe('degraded')
    const sampledAt = app.metric?.sample.sampledAt
    app.configure({ paused: true })
    await app.clock.advance(20)
    expect(app.metric?.sample).toMatchObject({ value: null, sampledAt })
    expect(app.status).toBe('healthy')
    expect(app.book.overall.status).not.toBe('degraded')
  })

  it('a muted backend mutes its metrics', async () => {
    const app = fixture()
    await app.hold('queue_length 500', 120)
    app.book.mute([{ scope: 'backend', id: 'shop' }], null, false)
    await app.clock.advance(20)
    expect(app.book.overall).toMatchObject({ status: 'unknown', problems: [], mutedCount: 1 })
  })
})
