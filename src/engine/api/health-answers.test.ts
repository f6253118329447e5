import { beforeEach, describe, expect, it } from 'vitest'
import { type ConfigInput, configSchema } from '#shared/config.ts'
import { FakeClock } from '../fake-clock.ts'
import { ChangeLog } from '../status/change-log.ts'
import { StatusBook } from '../status/status-book.ts'
import { HealthAnswers } from './health-answers.ts'
import { OUR_DETAILS } from './health-documents.ts'
import type { Question } from './health-operations.ts'
import { healthCheckSchema, healthResponseSchema } from './health-shapes.ts'

const monitor = (id: string, name: string, more: object = {}) => ({
  ...{ id, name, category: 'database', check: { kind: 'tcp', host: '127.0.0.1', port: 1 }, ...more },
})
const good = { status: 'healthy', message: 'Fine', responseTimeMs: 2, details: {} } as const

let clock: FakeClock
let book: StatusBook
let answers: HealthAnswers

function open(config: ConfigInput): void {
  clock = new FakeClock()
  const changes = new ChangeLog()
  const parsed = configSchema.parse(config)
  book = new StatusBook(
    {
      ...{
        clock,
        changes,
        describeTarget: () => ({ text: '', host: null }),
        externalInterfaces: () => ['eth0'],
      },
      ...{ onTransition: () => {}, onMutes: () => {}, onNetworkBack: () => {} },
    },
    parsed.thresholds,
    [],
  )
  book.configure(parsed)
  const run = { instance: 'one', version: '1.0.0', startedAt: clock.now() }
  answers = new HealthAnswers({ clock, book, changes, run })
}

const EVERYTHING: Question = { about: 'everything' }
const ask = (question: Question = EVERYTHING) => answers.answer(question, 'all')
const read = (question: Question = EVERYTHING) =>
  healthResponseSchema.parse(JSON.parse(ask(question)?.text ?? ''))

describe('answers', () => {
  beforeEach(() => open({ monitors: [monitor('a', 'A'), monitor('b', 'B', { paused: true })] }))

  it('are kept as they are sent until something changes, and made anew at once when it does', () => {
    const first = ask()
    expect(ask()).toBe(first)
    book.recordCheck('a', good)
    book.settle()
    expect(read().checks.A).toMatchObject({ healthy: true, response_time_ms: 2 })
    expect(read().status).toBe('healthy')
  })

  it('have a timestamp and an uptime that are true to a second while nothing changes', async () => {
    await clock.advance(100)
    const first = read()
    await clock.advance(999)
    expect(read().timestamp).toBe(first.timestamp)
    await clock.advance(1)
    expect(read()).toMatchObject({ timestamp: '2026-01-01T00:00:01.100Z', uptime_seconds: 1 })
  })

  it('never let what a check found stand for what is believed of it', () => {
    const details = { status: 'healthy', muted: true, reason: 7, version: '16', reported_by: 'me' }
    const bad = { ...good, status: 'unhealthy', message: 'It is down.', details } as const
    book.recordCheck('a', bad)
    book.recordCheck('a', bad)
    expect(read().checks.A?.details).toEqual({
      ...{ version: '16', status: 'unhealthy', category: 'database', message: 'It is down.' },
      checked_at: '2026-01-01T00:00:00.000Z',
    })
    expect([...OUR_DETAILS].toSorted()).toEqual(Object.keys(healthCheckSchema.shape.details.shape).toSorted())
  })

  it('say why something is not known yet, also of a first failure that is not confirmed', () => {
    const reason = () => read().checks.A?.details.reason
    expect(reason()).toBe('Not checked yet.')
    book.recordCheck('a', { ...good, status: 'unhealthy', message: 'It is down.' })
    expect(reason()).toBe('Not known yet: failed once, checking again.')
    book.recordCheck('a', good)
    expect(reason()).toBeUndefined()
    open({ monitors: [monitor('a', 'A', { successesToHealthy: 2 })] })
    book.recordCheck('a', { ...good, status: 'unhealthy', message: 'It is down.' })
    book.recordCheck('a', good)
    expect(reason()).toBe('Not known yet: healthy again, to be confirmed.')
  })

  it('are healthy and count nothing where everything is muted', () => {
    book.mute([{ scope: 'category', id: 'database' }], null, false)
    expect(read({ about: 'category', category: 'database' })).toMatchObject({
      ...{ status: 'healthy', healthy_services: 0, total_services: 0, health_percentage: 100 },
      checks: { A: { status: 'degraded', details: { muted: true } } },
    })
  })

  it('name what runs for a refresh, without what is paused', () => {
    expect([...answers.tasksOf(EVERYTHING)]).toEqual(['monitor:a'])
    expect([...answers.tasksOf({ about: 'service', id: 'b' })]).toEqual([])
  })
})

it('names like those of members of every object, and the same name many times, are all told apart', () => {
  const names = ['constructor', '__proto__', 'Redis', 'redis', 'REDIS check', 'redis (c)', 'Redis']
  open({ monitors: names.map((name, index) => monitor(String.fromCharCode(97 + index), name)) })
  const { checks } = read()
  expect(Object.keys(JSON.parse(ask()?.text ?? '').checks)).toHaveLength(names.length)
  expect(Object.keys(checks)).toContain('redis (d)')
})
