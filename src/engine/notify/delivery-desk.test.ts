import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type NotifierConfig, notifierSchema } from '#shared/notifier-config.ts'
import { MemoryDeliveryStore } from '../../../test-support/memory-delivery-store.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import {
  SAMPLE_AT,
  sampleIncident,
  sampleMessage,
  sampleRecovery,
} from '../../../test-support/sample-messages.ts'
import type { Resolved } from '../config/references.ts'
import { FakeClock } from '../fake-clock.ts'
import type { AlertMessage } from './alert-message.ts'
import type { Delivery } from './delivery.ts'
import { DeliveryDesk } from './delivery-desk.ts'
import { DeliveryFailure, defineNotifier, type NotifierContext, type NotifierStyle } from './notifier.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

type Taking = (message: AlertMessage, context: NotifierContext) => Promise<void> | void

interface World {
  readonly clock: FakeClock
  readonly desk: DeliveryDesk
  readonly store: MemoryDeliveryStore
  readonly log: ReturnType<typeof recordingLog>
  /** What was taken. */
  readonly told: AlertMessage[]
  readonly titles: () => readonly string[]
  readonly outcomes: Delivery[]
  /** How a message is taken from now on. */
  taking: Taking
  configs: NotifierConfig[]
}

const desks: DeliveryDesk[] = []
const clocks: FakeClock[] = []
afterEach(async () => {
  const stopped = Promise.all(desks.splice(0).map(desk => desk.stop()))
  for (const clock of clocks.splice(0)) await clock.advance(2000)
  await stopped
})

const configOf = (change: Record<string, unknown> = {}) =>
  notifierSchema.parse({
    ...{ id: 'ops', name: 'Operators', to: { kind: 'pager', url: 'https://pager.example/T0/secret-of-it' } },
    ...change,
  })

interface WorldOptions {
  readonly style?: NotifierStyle
  readonly store?: MemoryDeliveryStore
  readonly resolve?: (value: unknown) => Promise<Resolved<unknown>>
}

function world({ style = 'messages', ...options }: WorldOptions = {}): World {
  const clock = new FakeClock(SAMPLE_AT)
  const log = recordingLog()
  const store = options.store ?? new MemoryDeliveryStore()
  const told: AlertMessage[] = []
  const outcomes: Delivery[] = []
  const pager = defineNotifier({
    ...{ kind: 'pager', title: 'Pager', summary: 'Pages.', setUp: 'Nothing.', style, isHere: false },
    schema: z.strictObject({ url: z.url('Give an address.').meta({ secret: true }) }),
    async send(message, _target, context) {
      await made.taking(message, context)
      told.push(message)
    },
  })
  const desk = new DeliveryDesk({
    ...{ clock, log, store, random: () => 0.5, notifiers: [pager] },
    config: () => made.configs,
    resolve: options.resolve ?? (async value => ({ ok: true, value, secrets: [] })),
    facts: { version: '1.2.3', host: 'build-3', isDemo: false, native: null, resourcesDir: null },
    onChange: () => {},
    onOutcome: delivery => outcomes.push(delivery),
  })
  const made: World = {
    ...{ clock, desk, store, log, told, outcomes, titles: () => told.map(({ title }) => title) },
    ...{ taking: () => {}, configs: [configOf()] },
  }
  desks.push(desk)
  clocks.push(clock)
  return made
}

let count = 0
function delivery(message: AlertMessage, change: Partial<Delivery> = {}): Delivery {
  return {
    ...{ id: `d${++count}`, notifierId: 'ops', message, state: 'waiting', attempts: 0 },
    ...{ createdAt: SAMPLE_AT, nextAt: null, endedAt: null, problem: '' },
    ...change,
  }
}

/** Keeps deliveries and hands them over, as the alerts do. */
function tell({ desk, store }: World, ...messages: readonly AlertMessage[]): readonly Delivery[] {
  const made = messages.map(message => delivery(message))
  store.saveDeliveries(made)
  desk.take(made)
  return made
}

/** A problem of a service of its own. */
const problemOf = (name: string) =>
  sampleMessage({
    ...{ id: `msg-${name}`, title: `${name} is unhealthy` },
    incidents: [sampleIncident({ id: `inc-${name}`, name })],
  })

const unreachable = (retryAfterMs?: number) =>
  new DeliveryFailure('Pager at pager.example cannot be reached.', {
    isWorthRetry: true,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })

describe('a message', () => {
  it('is told at once, and is delivered then', async () => {
    const w = world()
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['PostgreSQL is unhealthy'])
    expect(w.store.waitingDeliveries()).toEqual([])
    expect(w.outcomes).toMatchObject([{ id: made?.id, state: 'delivered', attempts: 1, problem: '' }])
    expect(w.desk.deliveries({ limit: 10 })).toMatchObject([
      { notifierName: 'Operators', notifierKind: 'pager', state: 'delivered', incidentIds: ['inc-postgres'] },
    ])
  })

  it('waits for the one before it: one at a time, in order', async () => {
    const w = world()
    const gate = Promise.withResolvers<void>()
    w.taking = () => gate.promise
    tell(w, problemOf('A'), problemOf('B'))
    await w.clock.advance(0)
    expect(w.titles()).toEqual([])
    gate.resolve()
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['A is unhealthy', 'B is unhealthy'])
  })

  it('of one notifier does not wait for another', async () => {
    const w = world()
    w.configs.push(configOf({ id: 'other', name: 'Other' }))
    const gate = Promise.withResolvers<void>()
    w.taking = message => (message.title.startsWith('A') ? gate.promise : undefined)
    const both = [delivery(problemOf('A')), delivery(problemOf('B'), { notifierId: 'other' })]
    w.store.saveDeliveries(both)
    w.desk.take(both)
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['B is unhealthy'])
    gate.resolve()
  })

  it('has a deadline, also where the notifier does not heed it', async () => {
    const w = world()
    w.taking = () => new Promise(() => {})
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(0)
    await w.clock.advance(15_600)
    expect(w.store.delivery(made?.id ?? '')).toMatchObject({
      ...{ state: 'waiting', attempts: 1 },
      problem: 'Pager did not take the message within 15 s.',
    })
    w.taking = () => {}
    await w.clock.advance(5100)
    expect(w.titles()).toEqual(['PostgreSQL is unhealthy'])
  })
})

describe('what cannot be delivered', () => {
  it('is tried again ever more seldom, and given up after a day', async () => {
    const w = world()
    const attempts: number[] = []
    w.taking = () => {
      attempts.push((w.clock.now() - SAMPLE_AT) / 1000)
      throw unreachable()
    }
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(0)
    await w.clock.advance(25 * HOUR)
    expect(attempts.slice(0, 8)).toEqual([0, 5, 20, 80, 380, 1280, 3080, 4880])
    expect(attempts.length).toBeLessThan(60)
    expect(w.store.delivery(made?.id ?? '')).toMatchObject({
      state: 'failed',
      problem: 'It was given up after 24 h. Pager at pager.example cannot be reached.',
    })
    expect(w.clock.waiting).toBe(0)
  })

  it('is left alone for as long as the place asks for', async () => {
    const w = world()
    let attempts = 0
    w.taking = () => {
      attempts++
      throw unreachable(120_000)
    }
    tell(w, sampleMessage())
    await w.clock.advance(0)
    await w.clock.advance(119_000)
    expect(attempts).toBe(1)
    expect(w.desk.deliveries({ limit: 1 })).toMatchObject([{ state: 'waiting', nextAt: SAMPLE_AT + 120_000 }])
    await w.clock.advance(2000)
    expect(attempts).toBe(2)
  })

  it('and is refused for good has failed at once, with the reason', async () => {
    const w = world()
    w.taking = () => {
      throw new DeliveryFailure('Pager answered 404 Not Found.', { isWorthRetry: false })
    }
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(HOUR)
    expect(w.outcomes).toMatchObject([{ id: made?.id, state: 'failed', attempts: 1 }])
    expect(w.desk.notices()).toMatchObject([{ level: 'warning' }])
    expect(w.desk.notices()[0]?.text).toMatch(
      /^Pager "Operators" has not worked since .*\. Pager answered 404 Not Found\. What it should/,
    )
  })

  it('is a notice after a minute, until it works again', async () => {
    const w = world()
    w.taking = () => {
      throw unreachable()
    }
    tell(w, sampleMessage())
    await w.clock.advance(30_000)
    expect(w.desk.notices()).toEqual([])
    await w.clock.advance(60_000)
    expect(w.desk.notices()[0]?.text).toMatch(/cannot be reached\. A message waits and is sent when it works/)
    w.taking = () => {}
    await w.clock.advance(10 * MINUTE)
    expect(w.desk.notices()).toEqual([])
    expect(w.told.length).toBe(1)
  })

  it('never tells its secrets, in the log neither', async () => {
    const w = world({
      resolve: async value => ({ ok: true, value, secrets: ['token-from-env'] }),
    })
    w.taking = () => {
      throw new DeliveryFailure(
        'It said: no https://pager.example/T0/secret-of-it, /T0/secret-of-it nor secret-of-it (token-from-env).',
        { isWorthRetry: false },
      )
    }
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(0)
    expect(w.store.delivery(made?.id ?? '')?.problem).toBe('It said: no •••, ••• nor ••• (•••).')
    const written = JSON.stringify([w.log.lines, w.desk.notices(), w.desk.deliveries({ limit: 9 })])
    expect(written).not.toMatch(/secret-of-it|token-from-env/)
  })

  it('is put into words whatever was thrown', async () => {
    const w = world()
    w.taking = () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    }
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(0)
    expect(w.store.delivery(made?.id ?? '')?.problem).toBe(
      'Pager refused the connection on its address. Is it running?',
    )
  })

  it('because a reference leads nowhere waits until it leads somewhere', async () => {
    let isSet = false
    const w = world({
      resolve: async value =>
        isSet
          ? { ok: true, value, secrets: [] }
          : { ok: false, problems: [], message: 'The environment variable PAGER is not set.' },
    })
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(0)
    expect(w.store.delivery(made?.id ?? '')?.problem).toBe('The environment variable PAGER is not set.')
    isSet = true
    await w.clock.advance(6000)
    expect(w.told.length).toBe(1)
  })

  it('is tried at once when somebody asks, also after it was given up', async () => {
    const w = world()
    w.taking = () => {
      throw unreachable()
    }
    const [made] = tell(w, sampleMessage())
    await w.clock.advance(2 * MINUTE)
    w.taking = () => {
      throw new DeliveryFailure('No.', { isWorthRetry: false })
    }
    w.desk.retry(made?.id ?? '')
    await w.clock.advance(0)
    expect(w.store.delivery(made?.id ?? '')).toMatchObject({ state: 'failed', problem: 'No.' })
    w.taking = () => {}
    w.desk.retry(made?.id ?? '')
    await w.clock.advance(0)
    expect(w.store.delivery(made?.id ?? '')?.state).toBe('delivered')
    w.desk.retry(made?.id ?? '')
    w.desk.retry('nothing')
    await w.clock.advance(HOUR)
    expect(w.told.length).toBe(1)
  })
})

describe('too many messages', () => {
  it('are held back and told as one, with the latest of each', async () => {
    const w = world()
    w.configs = [configOf({ atMostPerMinute: 3 })]
    tell(w, ...['A', 'B', 'C', 'D', 'E', 'F'].map(problemOf))
    tell(
      w,
      sampleRecovery({
        incidents: [
          sampleIncident({
            ...{ id: 'inc-E', name: 'E', state: 'resolved', resolvedAt: SAMPLE_AT + 4 * MINUTE },
          }),
        ],
      }),
    )
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['A is unhealthy', 'B is unhealthy', 'C is unhealthy'])
    expect(w.desk.deliveries({ limit: 1 })).toMatchObject([{ nextAt: SAMPLE_AT + 20_000 }])
    await w.clock.advance(20_000)
    expect(w.titles().slice(3)).toEqual(['4 messages were held back: 2 open (D and F), 1 over (E)'])
    expect(w.told.at(-1)?.body).toMatch(
      /^D is unhealthy since .*\nF is unhealthy since .*\nE was unhealthy for 4 min, until .*\.$/,
    )
    expect(w.outcomes.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'delivered'))
    expect(w.clock.waiting).toBe(0)
  })

  it('do not grow beyond a thousand: the oldest are dropped with a word', async () => {
    const w = world()
    const gate = Promise.withResolvers<void>()
    w.taking = () => gate.promise
    tell(w, ...Array.from({ length: 1100 }, (_, index) => problemOf(`S${index}`)))
    await w.clock.advance(0)
    expect(w.store.waitingDeliveries().length).toBe(1000)
    expect(w.outcomes.length).toBe(100)
    expect(w.outcomes[0]).toMatchObject({
      ...{ state: 'failed' },
      problem: 'More than 1000 messages waited, so the oldest were dropped.',
    })
    gate.resolve()
  })

  it('for a log are each told', async () => {
    const w = world({ style: 'records' })
    w.configs = [configOf({ atMostPerMinute: 2 })]
    tell(w, ...['A', 'B', 'C', 'D'].map(problemOf))
    await w.clock.advance(0)
    await w.clock.advance(MINUTE + 10)
    expect(w.titles()).toEqual(['A', 'B', 'C', 'D'].map(name => `${name} is unhealthy`))
  })

  it('where each takes the place of the one before are told by the last', async () => {
    const w = world({ style: 'replaces' })
    const gate = Promise.withResolvers<void>()
    w.taking = () => gate.promise
    tell(w, problemOf('A'))
    tell(w, problemOf('B'), problemOf('C'))
    gate.resolve()
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['A is unhealthy', 'C is unhealthy'])
  })
})

describe('a recovery', () => {
  it('whose problem nobody was told of yet is told with it, as something that is over', async () => {
    const w = world()
    w.taking = () => {
      throw unreachable()
    }
    tell(w, sampleMessage())
    await w.clock.advance(MINUTE)
    tell(w, sampleRecovery())
    w.taking = () => {}
    await w.clock.advance(10 * MINUTE)
    expect(w.told).toMatchObject([{ kind: 'recovery', level: 'critical', overall: 'healthy' }])
    expect(w.titles()[0]).toMatch(/^PostgreSQL was unhealthy for 4 min, until 24 Nov 2026, \d\d:06 /)
    expect(w.told[0]?.body).toBe(
      'It refused the connection on 127.0.0.1:5432. Is it running?\nIt was over before this could be sent.',
    )
  })

  it('that comes while another message is on its way folds too, and leaves what is between alone', async () => {
    const w = world()
    const gate = Promise.withResolvers<void>()
    w.taking = message => (message.title.startsWith('X') ? gate.promise : undefined)
    tell(w, problemOf('X'), sampleMessage(), problemOf('Y'), sampleRecovery())
    gate.resolve()
    await w.clock.advance(0)
    expect(w.titles().map(title => title.replace(/,.*/, ''))).toEqual([
      'X is unhealthy',
      'PostgreSQL was unhealthy for 4 min',
      'Y is unhealthy',
    ])
  })

  it('of what was told before is told as it is', async () => {
    const w = world()
    tell(w, sampleMessage())
    await w.clock.advance(0)
    tell(w, sampleRecovery())
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['PostgreSQL is unhealthy', 'PostgreSQL is healthy again'])
  })
})

describe('after a restart', () => {
  it('what waited is told once, together', async () => {
    const store = new MemoryDeliveryStore()
    store.saveDeliveries([delivery(problemOf('A')), delivery(problemOf('B'))])
    store.saveDeliveries([delivery(problemOf('C'), { state: 'delivered', endedAt: SAMPLE_AT })])
    const w = world({ store })
    w.desk.start()
    await w.clock.advance(HOUR)
    expect(w.titles()).toEqual(['2 messages were held back: 2 open (A and B)'])
    expect(store.waitingDeliveries()).toEqual([])
  })

  it('what is older than a day is told no more', async () => {
    const store = new MemoryDeliveryStore()
    store.saveDeliveries([delivery(problemOf('A'), { createdAt: SAMPLE_AT - 25 * HOUR })])
    const w = world({ store })
    w.desk.start()
    await w.clock.advance(0)
    expect(w.told).toEqual([])
    expect(w.outcomes).toMatchObject([{ state: 'failed', problem: expect.stringContaining('24 h') }])
  })

  it('what was on its way and cut short is still waiting; what arrives in time is not', async () => {
    const w = world()
    w.taking = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    tell(w, problemOf('A'), problemOf('B'))
    await w.clock.advance(0)
    const stopped = w.desk.stop()
    await w.clock.advance(1000)
    await stopped
    expect(w.store.waitingDeliveries().map(({ attempts }) => attempts)).toEqual([0, 0])
    expect(w.clock.waiting).toBe(0)

    const quick = world({ store: w.store })
    const gate = Promise.withResolvers<void>()
    quick.taking = () => gate.promise
    quick.desk.start()
    await quick.clock.advance(0)
    const ended = quick.desk.stop()
    gate.resolve()
    await ended
    expect(quick.store.waitingDeliveries()).toEqual([])
    expect(quick.clock.waiting).toBe(0)
  })
})

describe('a notifier', () => {
  it('that is deleted or paused is not told what waits, and the log says so', async () => {
    const w = world()
    w.taking = () => {
      throw unreachable()
    }
    const [first] = tell(w, problemOf('A'))
    await w.clock.advance(0)
    w.configs = [configOf({ paused: true })]
    w.desk.apply()
    const [second] = tell(w, problemOf('B'))
    w.configs = []
    const [third] = tell(w, problemOf('C'))
    await w.clock.advance(HOUR)
    const problems = [first, second, third].map(made => w.store.delivery(made?.id ?? '')?.problem)
    expect(problems).toEqual([
      'The notifier is paused, so it was not told.',
      'The notifier is paused, so it was not told.',
      'The notifier was deleted before it could be told.',
    ])
    expect(w.clock.waiting).toBe(0)
    expect(w.desk.notices()).toEqual([])
    expect(w.desk.deliveries({ limit: 1 })).toMatchObject([{ notifierName: 'ops', notifierKind: '' }])
  })

  it('that is corrected is tried at once', async () => {
    const w = world()
    w.taking = () => {
      throw unreachable(HOUR)
    }
    tell(w, problemOf('A'))
    await w.clock.advance(MINUTE)
    w.taking = () => {}
    w.configs = [configOf({ to: { kind: 'pager', url: 'https://other.example/' } })]
    w.desk.apply()
    await w.clock.advance(0)
    expect(w.titles()).toEqual(['A is unhealthy'])
    expect(w.clock.waiting).toBe(0)
  })
})

describe('a test', () => {
  const draft = { to: { kind: 'pager', url: 'https://pager.example/x' } }

  it('is sent as drafted, marked as one, and is not in the log of deliveries', async () => {
    const w = world()
    expect(await w.desk.test(draft)).toEqual({
      ok: true,
      message: 'Pager took the test. Look whether it arrived.',
    })
    expect(w.told).toMatchObject([{ kind: 'test', title: 'Test from Traylight on build-3', incidents: [] }])
    expect(w.desk.deliveries({ limit: 9 })).toEqual([])
  })

  it('of what is drafted wrongly answers with each problem and its path', async () => {
    const w = world()
    const problemsOf = async (drafted: Record<string, unknown>) => {
      const answer = await w.desk.test(drafted)
      return answer.ok ? [] : answer.problems.map(({ path }) => path.join('.'))
    }
    expect(await problemsOf({ to: { kind: 'pager', url: 'no address' }, level: 'loud' })).toEqual([
      'level',
      'to.url',
    ])
    expect(await problemsOf({ to: { kind: 'pagr' } })).toEqual(['to.kind'])
    expect(await problemsOf({})).toEqual(['to'])
    expect(w.told).toEqual([])
  })

  it('names the reference that leads nowhere', async () => {
    const message = 'The environment variable PAGER is not set.'
    const w = world({
      resolve: async () => ({ ok: false, problems: [{ path: ['url'], message }], message }),
    })
    expect(await w.desk.test({ to: { kind: 'pager', url: '${env:PAGER}' } })).toEqual({
      ok: false,
      problems: [{ path: ['to', 'url'], message }],
    })
  })

  it('that fails says why, without the secret that was typed in', async () => {
    const w = world()
    w.taking = () => {
      throw new DeliveryFailure('https://pager.example/x said no.', { isWorthRetry: false })
    }
    expect(await w.desk.test(draft)).toEqual({
      ok: false,
      problems: [{ path: [], message: '••• said no.' }],
    })
  })

  it('ends when the desk does', async () => {
    const w = world()
    w.taking = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const tested = w.desk.test(draft)
    await vi.waitFor(() => expect(w.clock.waiting).toBe(1))
    await w.desk.stop()
    expect(await tested).toMatchObject({ ok: false })
    expect(w.clock.waiting).toBe(0)
  })
})
