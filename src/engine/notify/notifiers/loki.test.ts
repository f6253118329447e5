import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type HttpRecorder, startHttpRecorder } from '../../../../test-support/http-recorder.ts'
import {
  nastyMessage,
  SAMPLE_AT,
  sampleGroup,
  sampleMessage,
} from '../../../../test-support/sample-messages.ts'
import { systemClock } from '../../clock.ts'
import type { AlertMessage } from '../alert-message.ts'
import { lokiNotifier } from './loki.ts'

/** What Loki takes (https://grafana.com/docs/loki/latest/reference/loki-http-api, "Ingest logs"). */
const pushSchema = z.strictObject({
  streams: z.array(
    z.strictObject({
      stream: z.record(z.string().regex(/^[a-zA-Z_]\w*$/), z.string()),
      values: z.array(z.tuple([z.string().regex(/^\d{19}$/), z.string().min(1)])).min(1),
    }),
  ),
})

let server: HttpRecorder
beforeEach(async () => {
  server = await startHttpRecorder()
  server.answer = () => ({ status: 204 })
})
afterEach(() => server.close())

async function send(message: AlertMessage, to: Record<string, unknown> = {}) {
  await lokiNotifier.send(
    message,
    { url: server.url, ...to },
    {
      ...{ clock: systemClock, signal: AbortSignal.timeout(10_000), version: '1.2.3', host: 'build-3' },
      ...{ isDemo: false, native: null, resourcesDir: null },
    },
  )
  const request = server.requests.at(-1)
  expect(request).toMatchObject({ method: 'POST', path: '/loki/api/v1/push' })
  expect(request?.headers['content-type']).toBe('application/json')
  const { streams } = pushSchema.parse(JSON.parse(request?.body ?? ''))
  return {
    request,
    streams,
    lines: streams.flatMap(({ values }) => values.map(([, line]): unknown => JSON.parse(line))),
  }
}

describe('a line for Loki', () => {
  it('holds what happened and the id of the incident, in a stream with few labels', async () => {
    const { streams, lines, request } = await send(sampleMessage(), {
      ...{ labels: { team: 'core' }, tenant: 'blue', user: '17', password: 'token' },
    })
    expect(streams).toMatchObject([
      {
        stream: { job: 'traylight', host: 'build-3', level: 'critical', team: 'core' },
        values: [[`${SAMPLE_AT}000000`, expect.any(String)]],
      },
    ])
    expect(lines).toMatchObject([
      { event: 'problem', incident: 'inc-postgres', name: 'PostgreSQL', state: 'open' },
    ])
    expect(request?.headers).toMatchObject({
      ...{ 'x-scope-orgid': 'blue', authorization: `Basic ${Buffer.from('17:token').toString('base64')}` },
    })
  })

  it('is one for each incident', async () => {
    const { lines } = await send(sampleGroup())
    expect(lines).toHaveLength(12)
  })

  it('is one line, whatever a service said', async () => {
    const { streams } = await send(nastyMessage())
    for (const [, line] of streams.flatMap(({ values }) => values)) expect(line).not.toContain('\n')
  })

  it('that is refused says why', async () => {
    server.answer = () => ({ status: 400, text: 'entry too far behind' })
    await expect(send(sampleMessage())).rejects.toMatchObject({
      ...{
        message: expect.stringContaining('answered 400 Bad Request: entry too far behind'),
        isWorthRetry: false,
      },
    })
  })
})
