import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { nastyMessage, sampleMessage } from '../../../../test-support/sample-messages.ts'
import { startWebhookServer, type WebhookServer } from '../../../../test-support/webhook-server.ts'
import { systemClock } from '../../clock.ts'
import { notifierValidator } from '../../config/validate-check.ts'
import { notificationDocumentSchema, notificationJsonSchema } from '../notification-schema.ts'
import { webhookNotifier } from './webhook.ts'

let server: WebhookServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function sent(target: Record<string, unknown>, message = sampleMessage()) {
  server = await startWebhookServer(() => ({ status: 204 }))
  const context = {
    ...{ clock: systemClock, signal: new AbortController().signal, version: '1.2.3', host: 'build-3' },
    ...{ isDemo: false, native: null, resourcesDir: null },
  }
  const url = `http://ann:pass%40word@127.0.0.1:${server.port}/hook?key=abc`
  await webhookNotifier.send(message, { url, ...target }, context)
  const [request] = server.requests
  if (!request) throw new Error('Nothing was sent.')
  return request
}

describe('a webhook', () => {
  it('is sent the whole message as JSON, after the published schema', async () => {
    const { method, path, headers, text } = await sent({ headers: { 'X-Key': 'abc' } })
    expect({ method, path }).toEqual({ method: 'POST', path: '/hook?key=abc' })
    expect(headers).toMatchObject({
      ...{ 'content-type': 'application/json', 'x-key': 'abc', 'idempotency-key': '"msg-1"' },
      authorization: `Basic ${Buffer.from('ann:pass@word').toString('base64')}`,
    })
    expect(notificationDocumentSchema.strict().parse(JSON.parse(text))).toMatchObject({
      ...{ version: 1, kind: 'problem', title: 'PostgreSQL is unhealthy', at: '2026-11-24T14:02:00.000Z' },
      incidents: [{ id: 'inc-postgres', startedAt: '2026-11-24T14:02:00.000Z', resolvedAt: null }],
    })
    const published = new URL('../../../../docs/schemas/notification.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(published, 'utf8')), 'Run: node scripts/make-report-schemas.ts').toEqual(
      notificationJsonSchema(),
    )
  })

  it('is sent foreign text as data, bounded and printable', async () => {
    const { text } = await sent({}, nastyMessage())
    const document = notificationDocumentSchema.parse(JSON.parse(text))
    expect(document.body.length).toBeLessThanOrEqual(8000)
    expect(document.title).not.toMatch(/[^\P{Cc}\n\t]|\u202e|\p{Cs}/u)
  })

  it('is sent what its template says, with its content type and method', async () => {
    const { method, headers, text } = await sent({
      ...{ method: 'PUT', contentType: 'text/plain; charset=utf-8' },
      body: '{{level}}: {{title}} ({{incidents.0.id}})',
    })
    expect({ method, type: headers['content-type'], text }).toEqual({
      ...{ method: 'PUT', type: 'text/plain; charset=utf-8' },
      text: 'critical: PostgreSQL is unhealthy (inc-postgres)',
    })
  })

  it('is refused where it could not be sent', () => {
    const validate = notifierValidator([webhookNotifier])
    const paths = (to: Record<string, unknown>) =>
      validate({ kind: 'webhook', ...to }).map(({ path }) => path.join('.'))
    const url = 'https://example.com'
    expect(paths({ url, body: '{"a": {{title}}}' })).toEqual(['body'])
    expect(paths({ url, body: '{"a": ${env:NUMBER}, "b": "{{title}}"}' })).toEqual([])
    expect(paths({ url, headers: { 'Content-Length': '3' } })).toEqual(['headers.Content-Length'])
    expect(paths({ url, headers: { 'X-A': 'a\r\nX-B: b' } })).toEqual(['headers.X-A'])
    expect(paths({ url: 'ftp://example.com' })).toEqual(['url'])
  })
})
