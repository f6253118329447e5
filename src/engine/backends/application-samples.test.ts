import { describe, expect, test } from 'vitest'
import { type Backend, backendSchema } from '#shared/config.ts'
import { ApplicationSamples } from './application-samples.ts'
import type { ReadMetrics } from './fetch-metrics.ts'
import { parsePrometheusText } from './prometheus-text.ts'

const backendWith = (...metrics: object[]): Backend =>
  backendSchema.parse({ id: 'shop', name: 'Shop', url: 'http://127.0.0.1/', metrics })
const metricsAt = (readAt: number, text: string): ReadMetrics => ({
  ...parsePrometheusText(text),
  ...{ statusCode: 200, responseTimeMs: 1, readAt },
})

const at = (ms: number) => ({ now: () => ms, monotonic: () => ms })

describe('a watched sample', () => {
  test('is found whatever the order of its labels, and is called what the document says', () => {
    const backend = backendWith({ sample: 'jobs{ queue="mail", host="a" }', unit: 'jobs' })
    const text = '# HELP jobs Jobs waiting.\njobs{host="a",queue="mail"} 12\n'
    expect(new ApplicationSamples().read(backend, metricsAt(5, text), at(5))).toEqual([
      {
        id: 'backend:shop:jobs{host="a",queue="mail"}',
        name: 'Jobs waiting, a, mail (Shop)',
        group: 'application',
        unit: 'jobs',
        value: 12,
        detail: 'jobs{host="a",queue="mail"}',
        sampledAt: 5,
      },
    ])
  })

  test.each([
    ['its own name', { name: 'Mails' }, '', 'Mails (Shop)'],
    ['its name in words', {}, '', 'Mail jobs total, x (Shop)'],
    ['its name in words where its help is a story', {}, `${'long '.repeat(20)}`, 'Mail jobs total, x (Shop)'],
  ])('has %s', (_, over, help, name) => {
    const text = `# HELP mail_jobs_total ${help}\nmail_jobs_total{q="x"} 1`
    const backend = backendWith({ sample: 'mail_jobs_total{q="x"}', ...over })
    expect(new ApplicationSamples().read(backend, metricsAt(0, text), at(0))[0]?.name).toBe(name)
  })

  test.each(['other 1', 'jobs NaN', 'jobs +Inf', ''])(
    'is without a value where the document says %s',
    text => {
      const read = new ApplicationSamples().read(backendWith({ sample: 'jobs' }), metricsAt(0, text), at(0))
      expect(read).toMatchObject([{ value: null }])
    },
  )

  test('is of the moment when it was read, where a poll finds it later', () => {
    const read = new ApplicationSamples().read(
      ...[backendWith({ sample: 'jobs' }), metricsAt(2500, 'jobs 1'), at(30_000)],
    )
    expect(read).toMatchObject([{ value: 1, sampledAt: 2500 }])
  })

  test('is without a value where there is no document', () => {
    const read = new ApplicationSamples().read(backendWith({ sample: 'jobs' }), undefined, at(0))
    expect(read).toMatchObject([{ value: null }])
  })
})

describe('a rate', () => {
  const backend = backendWith({ sample: 'hits_total', rate: true })
  const rates = (polls: readonly (readonly [at: number, text: string | undefined])[]) => {
    const samples = new ApplicationSamples()
    return polls.map(([ms, text]) => {
      const [metric] = samples.read(backend, text === undefined ? undefined : metricsAt(ms, text), at(ms))
      return metric?.value
    })
  }

  test('is what the counter grew by per second, also over a poll without an answer', () => {
    expect(
      rates([
        [0, 'hits_total 10'],
        [4000, 'hits_total 11'],
        [8000, undefined],
        [14_000, 'hits_total 31'],
        [14_000, 'hits_total 31'],
      ]),
    ).toEqual([null, 0.25, null, 2, null])
  })

  test('is never negative: a counter that went back began anew', () => {
    const polls = [0, 1000, 2000].map((at, i) => [at, `hits_total ${[100, 3, 5][i]}`] as const)
    expect(rates(polls)).toEqual([null, null, 2])
  })

  test('begins anew where the counter was missing, or its backend was not polled', () => {
    expect(
      rates([
        [0, 'hits_total 10'],
        [1000, 'other 1'],
        [2000, 'hits_total 12'],
      ]),
    ).toEqual([null, null, null])
    const samples = new ApplicationSamples()
    samples.read(backend, metricsAt(0, 'hits_total 1'), at(0))
    samples.forget('shop')
    expect(samples.read(backend, metricsAt(1000, 'hits_total 2'), at(1000))).toMatchObject([{ value: null }])
  })
})
