import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type HttpRecorder, startHttpRecorder } from '../../../../test-support/http-recorder.ts'
import {
  NASTY_TEXTS,
  nastyMessage,
  SAMPLE_AT,
  sampleMessage,
  sampleRecovery,
} from '../../../../test-support/sample-messages.ts'
import { systemClock } from '../../clock.ts'
import type { AlertMessage } from '../alert-message.ts'
import { sentryNotifier } from './sentry.ts'

/** What Sentry documents of an event (https://develop.sentry.dev/sdk/data-model/event-payloads), as far as it is used. */
const eventSchema = z.strictObject({
  event_id: z.string().regex(/^[0-9a-f]{32}$/),
  timestamp: z.number().min(1e9).max(1e11),
  platform: z.literal('other'),
  level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']),
  logger: z.string(),
  server_name: z.string(),
  release: z.string().regex(/^[^\s/\\]{1,200}$/),
  environment: z.string().max(64).optional(),
  logentry: z.strictObject({ formatted: z.string().max(8192) }),
  fingerprint: z.array(z.string()),
  tags: z.record(
    z.string().regex(/^[\w.:-]{1,32}$/),
    z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\n]*$/),
  ),
  breadcrumbs: z.strictObject({
    values: z.array(
      z.strictObject({
        timestamp: z.number(),
        category: z.string(),
        level: z.enum(['error', 'warning', 'info']),
        message: z.string(),
      }),
    ),
  }),
  contexts: z.record(z.string(), z.record(z.string(), z.unknown())),
})

/** An envelope: headers, the item's headers, the item, each a line (https://develop.sentry.dev/sdk/foundations/envelopes). */
function readEnvelope(body: string) {
  const [headers = '', item = '', payload = '', ...rest] = body.split('\n')
  expect(rest).toEqual([''])
  const { event_id } = z
    .strictObject({ event_id: z.string(), sent_at: z.iso.datetime() })
    .parse(JSON.parse(headers))
  expect(JSON.parse(item)).toEqual({ type: 'event', content_type: 'application/json' })
  const event = eventSchema.parse(JSON.parse(payload))
  expect(event.event_id).toBe(event_id)
  return event
}

let server: HttpRecorder
beforeEach(async () => {
  server = await startHttpRecorder()
})
afterEach(() => server.close())

const dsn = () => server.url.replace('//', '//0123456789abcdef0123456789abcdef@').concat('/prefix/42')
const send = (message: AlertMessage, to: Record<string, unknown> = {}) =>
  sentryNotifier.send(
    message,
    { dsn: dsn(), ...to },
    {
      ...{ clock: systemClock, signal: AbortSignal.timeout(10_000), version: '1.2.3', host: 'build-3' },
      ...{ isDemo: false, native: null, resourcesDir: null },
    },
  )

describe('an event of Sentry', () => {
  it('goes to the project of the DSN, with its key, the incident as a tag and what happened as breadcrumbs', async () => {
    const trail = [{ at: SAMPLE_AT - 1000, text: 'Database connection failure', level: 'critical' as const }]
    await send(sampleMessage({ trail }), { environment: 'production' })
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'POST', path: '/prefix/api/42/envelope/' })
    expect(request?.headers['content-type']).toBe('application/x-sentry-envelope')
    expect(request?.headers['x-sentry-auth']).toBe(
      'Sentry sentry_version=7, sentry_client=traylight/1.2.3, sentry_key=0123456789abcdef0123456789abcdef',
    )
    expect(readEnvelope(request?.body ?? '')).toMatchObject({
      ...{ level: 'error', environment: 'production', server_name: 'build-3', timestamp: SAMPLE_AT / 1000 },
      fingerprint: ['traylight', 'monitor', 'postgres'],
      tags: { incident: 'inc-postgres', monitor: 'postgres', kind: 'problem', status: 'unhealthy' },
      breadcrumbs: { values: [{ message: 'Database connection failure', level: 'error' }] },
    })
  })

  it('is the same issue when it recovers, and asks for nothing', async () => {
    await send(sampleMessage())
    await send(sampleRecovery())
    const [outage, recovery] = server.requests.map(({ body }) => readEnvelope(body))
    expect(recovery?.fingerprint).toEqual(outage?.fingerprint)
    expect(recovery?.level).toBe('info')
  })

  it('counts once when it is sent again', async () => {
    await send(sampleMessage())
    await send(sampleMessage())
    const [first, second] = server.requests.map(({ body }) => readEnvelope(body))
    expect(first?.event_id).toBe(second?.event_id)
  })

  it('stays within what Sentry takes, whatever a service said', async () => {
    await send(nastyMessage())
    await send({ ...sampleMessage(), title: NASTY_TEXTS.join(' ') })
    for (const { body } of server.requests) readEnvelope(body)
  })

  it('that is refused says what to do, without the key', async () => {
    server.answer = () => ({ status: 403, text: '{"detail":"bad key 0123456789abcdef0123456789abcdef"}' })
    await expect(send(sampleMessage())).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Sentry at 127\.0\.0\.1:\d+ answered 403 Forbidden.* Check the DSN; it may be disabled\.$/,
      ),
      isWorthRetry: false,
    })
    await expect(send(sampleMessage())).rejects.not.toMatchObject({
      message: expect.stringContaining('0123456789abcdef'),
    })
  })

  it.each(['https://sentry.io/1', 'key@sentry.io/1', 'https://key@sentry.io/', 'https://key@sentry.io/abc'])(
    'needs a DSN, which %s is not',
    text => expect(sentryNotifier.schema.safeParse({ dsn: text }).success).toBe(false),
  )
})
