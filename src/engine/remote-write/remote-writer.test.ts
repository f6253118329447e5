import { afterEach, describe, expect, it, vi } from 'vitest'
import { freePort } from '#demo/programs/free-port.ts'
import { type RemoteWriteConfig, remoteWriteSchema } from '#shared/remote-write-config.ts'
import { hurriedClock } from '../../../test-support/hurried-clock.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startWriteReceiver, type WriteReceiver } from '../../../test-support/write-receiver.ts'
import type { Clock } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import { type Family, gauge } from '../metrics-exposition/family.ts'
import { RemoteWriter } from './remote-writer.ts'

/** Ten seconds pass in a tenth of one. */
const HURRY = 100

let receiver: WriteReceiver | undefined
let writer: RemoteWriter | undefined

afterEach(async () => {
  await writer?.stop()
  await receiver?.close()
  writer = undefined
  receiver = undefined
})

interface World {
  readonly clock: Clock
  readonly log: ReturnType<typeof recordingLog>
  readonly notices: () => readonly string[]
  readonly receiver: WriteReceiver
  /** Of the families of the writer itself, by name. */
  readonly figure: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined
}

interface WorldOptions {
  readonly config?: Partial<RemoteWriteConfig>
  readonly maxWaitingBytes?: number
  readonly families?: () => Iterable<Family>
  readonly resolve?: (value: unknown) => Promise<Resolved<unknown>>
  readonly answer?: WriteReceiver['answer']
  /** By how much the machine's clock is set back now, in ms. */
  readonly setBackMs?: () => number
}

async function world(options: WorldOptions = {}): Promise<World> {
  const hurried = hurriedClock(HURRY)
  const { setBackMs = () => 0 } = options
  const clock: Clock = { ...hurried, now: () => hurried.now() - setBackMs() }
  const log = recordingLog()
  receiver = await startWriteReceiver(() => clock.now())
  if (options.answer) receiver.answer = options.answer
  let collected = 0
  const count = () => [gauge('collected', 'How often.', [{ labels: {}, value: ++collected }])]
  const started = new RemoteWriter(
    {
      ...{ clock, log, version: '1.2.3', onNotices: () => {} },
      resolve: options.resolve ?? (async value => ({ ok: true, value, secrets: [] })),
      metrics: { families: options.families ?? count },
      config: remoteWriteSchema.parse({
        // Of the hurried clock: three real seconds, so that a busy machine makes no request too late.
        ...{ url: receiver.url, intervalSeconds: 5, timeoutSeconds: 300 },
        ...options.config,
      }),
    },
    options.maxWaitingBytes,
  )
  writer = started
  started.start()
  return {
    ...{ clock, log, receiver },
    notices: () => started.notices().map(({ text }) => text),
    figure: (name, labels = {}) =>
      [...started.families()]
        .find(family => family.name === `traylight_remote_write_${name}`)
        ?.samples.find(sample => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
        ?.value,
  }
}

/** The values that were taken, in the order in which they were. */
const valuesIn = ({ requests }: WriteReceiver) =>
  requests.flatMap(({ series }) => series.map(({ value }) => value))

describe('remote write', () => {
  it('sends what the protocol asks for, at the interval, in order', async () => {
    const { receiver, notices, figure } = await world()
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(4))
    expect(receiver.requests[0]).toMatchObject({
      path: '/api/v1/write',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
        'user-agent': 'Traylight/1.2.3',
      },
      series: [{ labels: { __name__: 'collected', job: 'traylight', instance: expect.any(String) } }],
    })
    expect(valuesIn(receiver).slice(0, 4)).toEqual([1, 2, 3, 4])
    const moments = receiver.requests.map(({ series }) => series[0]?.timestamp ?? 0)
    expect(moments).toEqual(moments.toSorted((a, b) => a - b))
    expect((moments[3] ?? 0) - (moments[0] ?? 0)).toBeGreaterThan(14_000)
    expect(notices()).toEqual([])
    expect(figure('samples_sent_total')).toBeGreaterThanOrEqual(3)
    // One connection, used again.
    expect(receiver.accepted()).toBe(1)
  })

  it('sends credentials and headers as configured, and external labels instead of its own', async () => {
    const basic = { username: 'me', password: 'pass:word' }
    const { receiver } = await world({
      config: {
        basicAuth: basic,
        headers: { 'X-Scope-OrgID': 'team' },
        externalLabels: { instance: 'desk', site: 'north' },
      },
    })
    await vi.waitFor(() => expect(receiver.requests).not.toEqual([]))
    expect(receiver.requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('me:pass:word').toString('base64')}`,
      'x-scope-orgid': 'team',
    })
    expect(receiver.requests[0]?.series[0]?.labels).toMatchObject({
      ...{ job: 'traylight', instance: 'desk', site: 'north' },
    })
  })

  it('says in the log where its references cannot be filled in at all, and ends as ever', async () => {
    const { log, figure } = await world({ resolve: () => Promise.reject(new Error('Nothing resolves.')) })
    await vi.waitFor(() =>
      expect(
        log.messages('error').filter(text => text.includes('could not be sent')).length,
      ).toBeGreaterThanOrEqual(2),
    )
    expect(figure('samples_waiting')).toBeGreaterThanOrEqual(1)
    await writer?.stop()
  })

  it('keeps what a failing receiver did not take, and sends it in order when it does again', async () => {
    const { receiver, notices, log, figure } = await world({ answer: () => ({ status: 500, text: 'oops' }) })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(4))
    expect(new Set(valuesIn(receiver))).toEqual(new Set([1]))
    await vi.waitFor(() => expect(figure('samples_waiting')).toBeGreaterThanOrEqual(3))
    expect(notices()).toEqual([
      `Remote write does not work. The receiver at ${receiver.url} answered 500 Internal Server Error: oops. Metrics wait in memory and are sent when it works again.`,
    ])
    const failed = receiver.requests.length
    receiver.answer = () => ({ status: 204 })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(failed + 4))
    expect(valuesIn(receiver).slice(failed, failed + 4)).toEqual([1, 2, 3, 4])
    expect(notices()).toEqual([])
    // Told once when it began and once when it was over, however often it was tried.
    expect(log.messages('warn')).toEqual([
      `Remote write: The receiver at ${receiver.url} answered 500 Internal Server Error: oops.`,
    ])
    expect(log.messages('info')).toEqual(['Remote write works again.'])
    expect(figure('samples_dropped_total', { reason: 'no_room' })).toBe(0)
  })

  it('waits ever longer between attempts, and as long as the receiver asks for', async () => {
    const { receiver } = await world({
      answer: ({ series }) =>
        receiverIsBusy(series[0]?.value)
          ? { status: 429, headers: { 'retry-after': '40' } }
          : { status: 500 },
    })
    let attempts = 0
    function receiverIsBusy(_value: number | undefined): boolean {
      return ++attempts === 3
    }
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(4), { timeout: 5000 })
    const at = receiver.requests.map(request => request.at)
    const waits = at.slice(1).map((moment, index) => moment - (at[index] ?? 0))
    expect(waits[0]).toBeGreaterThanOrEqual(1000)
    expect(waits[1]).toBeGreaterThanOrEqual(2000)
    expect(waits[2]).toBeGreaterThanOrEqual(40_000)
  })

  it('drops what is refused, says so, and goes on with the next', async () => {
    const refuse = { status: 400, text: 'out of order sample\n' }
    const { receiver, notices, log, figure } = await world({
      answer: ({ series }) => ((series[0]?.value ?? 0) <= 2 ? refuse : { status: 200 }),
    })
    await vi.waitFor(() => expect(figure('samples_dropped_total', { reason: 'refused' })).toBe(2))
    expect(notices()).toEqual([
      `Remote write does not work. The receiver at ${receiver.url} answered 400 Bad Request: out of order sample. Those metrics were dropped.`,
    ])
    await vi.waitFor(() => expect(notices()).toEqual([]), { timeout: 3000 })
    // Each was sent once.
    expect(valuesIn(receiver).slice(0, 4)).toEqual([1, 2, 3, 4])
    expect(log.messages('warn')).toHaveLength(1)
  })

  it.each([
    [
      401,
      /answered 401 Unauthorized\. Check the credentials of remote write\. Those metrics were dropped\.$/,
    ],
    [404, /answered 404 Not Found\. Check its path, and whether it takes remote writes \(Prometheus: .+\)\./],
    [302, /answered 302 Found\. Give the address that it leads to\./],
  ])('says what to do where the answer is %i', async (status, words) => {
    const { notices } = await world({ answer: () => ({ status, headers: { location: '/elsewhere' } }) })
    await vi.waitFor(() => expect(notices()).toEqual([expect.stringMatching(words)]))
  })

  it('gives up on a receiver that hangs, and asks again', async () => {
    const { receiver, notices } = await world({ config: { timeoutSeconds: 4 }, answer: () => null })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(3), { timeout: 3000 })
    expect(notices()).toEqual([
      `Remote write does not work. The receiver at ${receiver.url} did not answer within 4 s. Metrics wait in memory and are sent when it works again.`,
    ])
    expect(new Set(valuesIn(receiver))).toEqual(new Set([1]))
  })

  it('says that nothing listens there', async () => {
    const port = await freePort()
    const { notices } = await world({ config: { url: `http://me:secret@127.0.0.1:${port}/write` } })
    await vi.waitFor(() =>
      expect(notices()).toEqual([
        `Remote write does not work. The receiver refused the connection on 127.0.0.1:${port}. Is it running? Metrics wait in memory and are sent when it works again.`,
      ]),
    )
  })

  it('drops the oldest where more waits than memory is given for it, and says so', async () => {
    const { receiver, notices, log, figure } = await world({
      ...{ maxWaitingBytes: 300, answer: () => ({ status: 503 }) },
    })
    await vi.waitFor(
      () => expect(figure('samples_dropped_total', { reason: 'no_room' })).toBeGreaterThan(3),
      { timeout: 5000 },
    )
    expect(figure('samples_waiting')).toBeLessThan(6)
    expect(notices()[0]).toMatch(/sent when it works again; the oldest had to be dropped\.$/)
    expect(log.messages('warn')).toHaveLength(2)
    const failed = receiver.requests.length
    receiver.answer = () => ({ status: 204 })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(failed + 3), { timeout: 5000 })
    const late = valuesIn(receiver).slice(failed)
    expect(late).toEqual(late.toSorted((a, b) => a - b))
  })

  it('keeps secrets to itself, also where the receiver repeats them', async () => {
    const secret = 'hush-hush'
    const { receiver, notices, log } = await world({
      config: { bearerToken: '${env:TOKEN}' },
      resolve: async value => ({
        ok: true,
        value: JSON.parse(JSON.stringify(value).replaceAll('${env:TOKEN}', secret)),
        secrets: [secret],
      }),
      answer: ({ headers }) => ({ status: 403, text: `Who is ${headers.authorization}?` }),
    })
    await vi.waitFor(() => expect(notices()).toHaveLength(1))
    expect(receiver.requests[0]?.headers.authorization).toBe(`Bearer ${secret}`)
    expect(notices()[0]).toContain('Who is Bearer •••?')
    expect(JSON.stringify([notices(), log.lines])).not.toContain(secret)
  })

  it('says which reference leads nowhere, and begins when it does', async () => {
    let isSet = false
    const { receiver, notices } = await world({
      resolve: async value =>
        isSet
          ? { ok: true, value, secrets: [] }
          : { ok: false, problems: [], message: 'The environment variable TOKEN is not set.' },
    })
    await vi.waitFor(() => expect(notices()[0]).toContain('The environment variable TOKEN is not set.'))
    isSet = true
    await vi.waitFor(() => expect(valuesIn(receiver).slice(0, 2)).toEqual([1, 2]), { timeout: 3000 })
    expect(notices()).toEqual([])
  })

  it('writes the end of a series that is not there any more', async () => {
    let turn = 0
    const { receiver } = await world({
      families: () => {
        turn++
        const names = turn === 1 ? ['a', 'b'] : ['b']
        return names.map(name => gauge(name, 'One.', [{ labels: {}, value: turn }]))
      },
    })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(3))
    const told = receiver.requests.map(({ series }) =>
      series.map(({ labels, isStale }) => `${labels.__name__}${isStale ? ' ends' : ''}`),
    )
    expect(told.slice(0, 3)).toEqual([['a', 'b'], ['b', 'a ends'], ['b']])
  })

  it('sends moments in order only, also where the clock of the machine is set back', async () => {
    let back = 0
    const { receiver } = await world({ setBackMs: () => back })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(2))
    back = 20_000
    const before = receiver.requests.length
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(before + 3), {
      timeout: 3000,
    })
    const moments = receiver.requests.map(({ series }) => series[0]?.timestamp ?? 0)
    expect(moments).toEqual([...new Set(moments)].toSorted((a, b) => a - b))
  })

  it('splits what is large into requests of one moment', async () => {
    const samples = Array.from({ length: 4500 }, (_, i) => ({ labels: { i: String(i) }, value: i }))
    const { receiver } = await world({ families: () => [gauge('many', 'Many.', samples)] })
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThanOrEqual(3), { timeout: 5000 })
    const [first, second, third] = receiver.requests
    expect([first, second, third].map(request => request?.series.length)).toEqual([2000, 2000, 500])
    const moments = [first, second, third].flatMap(request => request?.series.map(one => one.timestamp) ?? [])
    expect(new Set(moments).size).toBe(1)
  })

  it('lets go of everything when it stops in the middle of a request', async () => {
    const { receiver } = await world({ config: { timeoutSeconds: 300 }, answer: () => null })
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1))
    const startedAt = performance.now()
    await writer?.stop()
    expect(performance.now() - startedAt).toBeLessThan(500)
    await receiver.released()
    const seen = receiver.requests.length
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(receiver.requests).toHaveLength(seen)
  })
})
