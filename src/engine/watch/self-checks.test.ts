import { beforeEach, describe, expect, it } from 'vitest'
import { backendSchema, monitorSchema } from '#shared/config.ts'
import { FakeClock } from '../fake-clock.ts'
import {
  adoptBackend,
  adoptMonitor,
  type WatchedBackend,
  type WatchedMonitor,
} from '../status/watched-entries.ts'
import { SelfChecks } from './self-checks.ts'

const describeTarget = () => ({ text: '', host: null })
const monitor = (id: string, paused = false): WatchedMonitor =>
  adoptMonitor(
    undefined,
    monitorSchema.parse({ id, name: id, category: 'system', paused, check: { kind: 'tcp' } }),
    describeTarget,
  )
const backend = (id: string): WatchedBackend =>
  adoptBackend(undefined, backendSchema.parse({ id, name: id, url: 'http://127.0.0.1' }))
const result = { at: 0, grade: 'unhealthy', message: '', responseTimeMs: null, details: {} } as const
const RULES = { failuresToUnhealthy: 1, successesToHealthy: 1 }

let clock: FakeClock
let lateMs: number
let stopping: boolean
let monitors: Map<string, WatchedMonitor>
let backends: Map<string, WatchedBackend>
let checks: SelfChecks

beforeEach(() => {
  clock = new FakeClock()
  lateMs = 0
  stopping = false
  monitors = new Map([
    ['a', monitor('a')],
    ['p', monitor('p', true)],
  ])
  backends = new Map([['b', backend('b')]])
  checks = new SelfChecks({
    ...{ clock, book: { monitors, backends } },
    ...{ overdueMs: () => lateMs, isStopping: () => stopping },
  })
})

const wrong = () => checks.all().filter(({ healthy }) => !healthy)

describe('what Traylight needs itself', () => {
  it('is a first result of everything that is not paused, good or bad, and then never again', () => {
    expect(wrong()).toEqual([{ name: 'first_round', healthy: false, details: { without_result: 2 } }])
    monitors.get('a')?.watched.record(result, RULES)
    expect(wrong()).toMatchObject([{ details: { without_result: 1 } }])
    backends.get('b')?.watched.record(result, RULES)
    expect(wrong()).toEqual([])
    monitors.set('new', monitor('new'))
    expect(wrong()).toEqual([])
  })

  it('is not held up for ever by a check that hangs', async () => {
    await clock.advance(59_999)
    expect(wrong()).toHaveLength(1)
    await clock.advance(1)
    expect(wrong()).toEqual([])
  })

  it('is a schedule that begins its checks in time, and not to be stopping', async () => {
    await clock.advance(60_000)
    lateMs = 59_999
    expect(wrong()).toEqual([])
    lateMs = 90_000
    expect(wrong()).toEqual([{ name: 'schedule', healthy: false, details: { late_seconds: 90 } }])
    lateMs = 0
    stopping = true
    expect(wrong()).toMatchObject([{ name: 'running' }])
  })
})
