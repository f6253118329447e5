import { describe, expect, it, vi } from 'vitest'
import type { AlertSubjectRef } from '#shared/incidents.ts'
import { systemClock } from '../../clock.ts'
import type { AlertMessage, MessageIncident } from '../alert-message.ts'
import type { NativeNotifier, Notification, Shown } from '../notification.ts'
import { DeliveryFailure } from '../notifier.ts'
import { nativeNotifier } from './native.ts'

const incident = (subject: AlertSubjectRef, over: Partial<MessageIncident> = {}): MessageIncident => ({
  ...{ id: `incident-${subject.id}`, subject, name: subject.id, category: null, tags: [], state: 'open' },
  ...{ level: 'critical', status: 'unhealthy', message: 'It refused the connection.', rules: [] },
  ...{ startedAt: 0, resolvedAt: null, acknowledgedBy: null, ...over },
})
const redis = incident({ type: 'monitor', id: 'redis' })
const agents = incident({ type: 'service', id: 'backend/agents' })
const memory = incident({ type: 'metric', id: 'memory' })

const message = (over: Partial<AlertMessage> = {}): AlertMessage => ({
  ...{ id: 'm1', kind: 'problem', level: 'critical', title: 'Redis is unhealthy', body: 'Since 14:02.' },
  ...{ incidents: [redis], overall: 'unhealthy', at: 0, route: { page: 'incident', id: redis.id }, ...over },
})

function send(of: AlertMessage, answer: Shown | null = { isShown: true }, isDemo = false) {
  const show = vi.fn(async (_: Notification) => answer ?? { isShown: true as const })
  const native: NativeNotifier | null = answer === null ? null : { show, stop: async () => {} }
  const context = { clock: systemClock, signal: new AbortController().signal, version: '1', host: 'here' }
  const sent = nativeNotifier.send(of, {}, { ...context, isDemo, native, resourcesDir: null })
  return { sent, shown: () => show.mock.calls[0]?.[0] }
}
const shownOf = async (of: AlertMessage) => {
  const { sent, shown } = send(of)
  await sent
  return shown()
}
const buttonsOf = async (of: AlertMessage) => (await shownOf(of))?.actions?.map(({ label }) => label)

describe('a message on this desktop', () => {
  it('has its words, its urgency, the colour of the light, and buttons that say what they are about', async () => {
    expect(await shownOf(message({ incidents: [redis, agents] }))).toEqual({
      ...{ title: 'Redis is unhealthy', body: 'Since 14:02.', urgency: 'critical', icon: 'unhealthy' },
      route: { page: 'incident', id: 'incident-redis' },
      actions: [
        {
          ...{ id: 'acknowledge', label: 'Acknowledge' },
          incidentIds: ['incident-redis', 'incident-backend/agents'],
        },
        {
          ...{ id: 'mute', label: 'Mute 1 h', hours: 1 },
          targets: [
            { scope: 'monitor', id: 'redis' },
            { scope: 'service', id: 'backend/agents' },
          ],
        },
      ],
    })
  })

  it('is as urgent as its level, and quiet when it is a recovery', async () => {
    expect(await shownOf(message({ level: 'warning' }))).toMatchObject({ urgency: 'normal' })
    expect(await shownOf(message({ kind: 'recovery' }))).toMatchObject({ urgency: 'low' })
  })

  it('has buttons where something is wrong: not after a recovery, an acknowledgement or a test', async () => {
    for (const kind of ['problem', 'reminder', 'escalation'] as const) {
      expect(await buttonsOf(message({ kind }))).toEqual(['Acknowledge', 'Mute 1 h'])
    }
    for (const kind of ['recovery', 'acknowledged', 'test'] as const) {
      expect(await buttonsOf(message({ kind }))).toEqual([])
    }
  })

  it('offers to mute only where all of it can be muted', async () => {
    expect(await buttonsOf(message({ incidents: [redis, memory] }))).toEqual(['Acknowledge'])
    const over = { ...memory, state: 'resolved' } as const
    expect(await buttonsOf(message({ incidents: [redis, over] }))).toEqual(['Acknowledge', 'Mute 1 h'])
  })

  it('acknowledges only what nobody takes care of yet', async () => {
    const taken = { ...agents, state: 'acknowledged' } as const
    expect((await shownOf(message({ incidents: [redis, taken] })))?.actions?.[0]).toMatchObject({
      incidentIds: ['incident-redis'],
    })
    expect(await buttonsOf(message({ incidents: [taken] }))).toEqual(['Mute 1 h'])
  })

  it('says of a demo that it is one', async () => {
    const { sent, shown } = send(message(), { isShown: true }, true)
    await sent
    expect(shown()?.title).toBe('Demo: Redis is unhealthy')
  })

  it('fails with what to do where it was not shown, and may be tried again: a service can start later', async () => {
    const problem = 'Notifications cannot be shown on this machine. Start the notification service.'
    const failure = await send(message(), { isShown: false, problem }).sent.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(DeliveryFailure)
    expect(failure).toMatchObject({ message: problem, isWorthRetry: true })
  })

  it('fails for good where nobody is logged in', async () => {
    await expect(send(message(), null).sent).rejects.toMatchObject({
      message: 'Nobody is logged in at a desktop here, so nothing can be shown.',
      isWorthRetry: false,
    })
  })
})
