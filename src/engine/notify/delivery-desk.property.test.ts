import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { notifierSchema } from '#shared/notifier-config.ts'
import { MemoryDeliveryStore } from '../../../test-support/memory-delivery-store.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { SAMPLE_AT, sampleIncident, sampleMessage } from '../../../test-support/sample-messages.ts'
import { FakeClock } from '../fake-clock.ts'
import type { AlertMessage } from './alert-message.ts'
import type { Delivery } from './delivery.ts'
import { DeliveryDesk } from './delivery-desk.ts'
import { DeliveryFailure, defineNotifier } from './notifier.ts'

const NAMES = ['A', 'B', 'C'] as const

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('change' as const), name: fc.constantFrom(...NAMES) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('network' as const), works: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)

it('whatever happens, each delivery ends once, and what is told last of each incident is how it is', async () => {
  const steps = fc.array(step, { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1, 3, 60), async (script, atMostPerMinute) => {
      const clock = new FakeClock(SAMPLE_AT)
      const store = new MemoryDeliveryStore()
      const told: AlertMessage[] = []
      const ended = new Map<string, number>()
      const outages = new Map<string, string>()
      let works = true
      const pager = defineNotifier({
        ...{ kind: 'pager', title: 'Pager', summary: '', setUp: '', schema: z.strictObject({}) },
        ...{ style: 'messages', isHere: false },
        async send(message) {
          if (!works) throw new DeliveryFailure('No network.', { isWorthRetry: true })
          told.push(message)
        },
      })
      const config = [
        notifierSchema.parse({ id: 'ops', name: 'Ops', to: { kind: 'pager' }, atMostPerMinute }),
      ]
      const open = () =>
        new DeliveryDesk({
          ...{
            clock,
            store,
            log: recordingLog(),
            random: () => 0.5,
            notifiers: [pager],
            config: () => config,
          },
          resolve: async value => ({ ok: true, value, secrets: [] }),
          facts: { version: '1', host: 'here', isDemo: false, native: null, resourcesDir: null },
          onChange: () => {},
          onOutcome: ({ id }) => ended.set(id, (ended.get(id) ?? 0) + 1),
        })
      let desk = open()
      let count = 0
      for (const one of script) {
        if (one.do === 'wait') await clock.advance(one.ms)
        if (one.do === 'network') works = one.works
        if (one.do === 'restart') {
          await clock.advance(0)
          await desk.stop()
          desk = open()
          desk.start()
        }
        if (one.do !== 'change') continue
        // Each outage is an incident of its own.
        const openId = outages.get(one.name)
        const isOver = openId !== undefined
        const id = openId ?? `${one.name}-${++count}`
        if (isOver) outages.delete(one.name)
        else outages.set(one.name, id)
        const incident = sampleIncident({
          ...{ id, name: one.name },
          ...(isOver && { state: 'resolved', resolvedAt: clock.now() }),
        })
        const message = sampleMessage({
          ...{ id: `m-${id}`, kind: isOver ? 'recovery' : 'problem', incidents: [incident] },
        })
        const delivery: Delivery = {
          ...{ id: `d${store.deliveries({ limit: 9999 }).length}`, notifierId: 'ops', message },
          ...{
            state: 'waiting',
            attempts: 0,
            createdAt: clock.now(),
            nextAt: null,
            endedAt: null,
            problem: '',
          },
        }
        store.saveDeliveries([delivery])
        desk.take([delivery])
      }
      works = true
      await clock.advance(0)
      await clock.advance(7_200_000)
      const all = store.deliveries({ limit: 9999 })
      expect(all.map(({ state }) => state)).toEqual(all.map(() => 'delivered'))
      expect([...ended.values()]).toEqual(all.map(() => 1))
      expect(told.length).toBeLessThanOrEqual(all.length)
      const last = new Map(told.flatMap(({ incidents }) => incidents).map(({ id, state }) => [id, state]))
      const wanted = new Map(
        all
          .toReversed()
          .flatMap(({ message }) => message.incidents)
          .map(({ id, state }) => [id, state]),
      )
      expect(last).toEqual(wanted)
      expect(clock.waiting).toBe(0)
      await desk.stop()
    }),
    { numRuns: 60 },
  )
})
