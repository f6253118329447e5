import { describe, expect, it } from 'vitest'
import { configSchema } from '#shared/config.ts'
import type { FailureKind } from '../checkers/checker.ts'
import { FakeClock } from '../fake-clock.ts'
import { ChangeLog } from '../status/change-log.ts'
import { StatusBook } from '../status/status-book.ts'
import { corroborate } from './corroborate.ts'

const HOSTS = [
  'a.example',
  'a.example',
  'b.example',
  'c.example',
  'd.example',
  'e.example',
  'f.example',
  '127.0.0.1',
]

function bookAfter(failure: FailureKind): StatusBook {
  const config = configSchema.parse({
    monitors: HOSTS.map((host, index) => ({
      ...{ id: `m${index}`, name: host, category: 'apis', check: { kind: 'http', host } },
    })),
  })
  const book = new StatusBook(
    {
      clock: new FakeClock(),
      changes: new ChangeLog(),
      describeTarget: ({ check }) => ({ text: String(check.host), host: String(check.host) }),
      externalInterfaces: () => ['eth0'],
      onTransition: () => {},
      onMutes: () => {},
      onNetworkBack: () => {},
    },
    config.thresholds,
    [],
  )
  book.configure(config)
  for (const id of book.monitors.keys()) {
    book.recordCheck(id, { status: 'healthy', message: 'ok', responseTimeMs: 1, details: {} })
  }
  for (const id of ['m0', 'm7']) {
    book.recordCheck(id, { status: 'unhealthy', message: 'no', responseTimeMs: null, details: {}, failure })
  }
  return book
}

describe('corroboration of a silent host', () => {
  it('asks a few other hosts beyond this machine, each once', () => {
    expect(corroborate(bookAfter('timeout'), 'm0')).toEqual(['m2', 'm3', 'm4', 'm5'])
  })

  it('asks nobody where the host answered, or is this machine, or nothing is wrong', () => {
    expect(corroborate(bookAfter('refused'), 'm0')).toEqual([])
    expect(corroborate(bookAfter('timeout'), 'm7')).toEqual([])
    expect(corroborate(bookAfter('timeout'), 'm3')).toEqual([])
  })
})
