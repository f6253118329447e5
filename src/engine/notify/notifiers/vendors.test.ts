import { afterEach, describe, expect, it } from 'vitest'
import {
  nastyMessage,
  SAMPLE_AT,
  sampleGroup,
  sampleIncident,
  sampleMessage,
  sampleRecovery,
  sampleReminder,
} from '../../../../test-support/sample-messages.ts'
import {
  type Answering,
  startWebhookServer,
  type WebhookServer,
} from '../../../../test-support/webhook-server.ts'
import {
  pagerDutyEvent,
  pagerDutyVendor,
  pushoverVendor,
  readAloud,
  VENDORS,
  type Vendor,
} from '../../../../test-support/webhook-vendors.ts'
import { systemClock } from '../../clock.ts'
import type { AlertMessage } from '../alert-message.ts'
import { DeliveryFailure } from '../notifier.ts'
import { type SendingContext, sendToNotifier } from '../send-to-notifier.ts'
import { notifiers } from './registry.ts'

const servers: WebhookServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.released(2000)
    await server.close()
  }
})

async function start(answering: Answering): Promise<WebhookServer> {
  const server = await startWebhookServer(answering)
  servers.push(server)
  return server
}

const FACTS = { version: '1.2.3', host: 'build-3', isDemo: false, native: null, resourcesDir: null }

function send(
  vendor: Vendor,
  url: string,
  message: AlertMessage,
  change: Partial<SendingContext> = {},
): Promise<void> {
  const notifier = notifiers.find(({ kind }) => kind === vendor.kind)
  if (!notifier) throw new Error(`There is no ${vendor.kind}.`)
  return sendToNotifier(notifier, { kind: vendor.kind, ...vendor.to(url) }, message, {
    ...{ clock: systemClock, facts: FACTS, signal: new AbortController().signal },
    resolve: async value => ({ ok: true, value, secrets: [] }),
    ...change,
  })
}

async function failureOf(sending: Promise<void>): Promise<DeliveryFailure> {
  const failure = await sending.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(failure instanceof DeliveryFailure)) throw new Error(`It failed otherwise: ${String(failure)}`)
  return failure
}

const NOTHING_THAT_FOOLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

describe.each(VENDORS.map(vendor => [vendor.kind, vendor] as const))('%s', (_, vendor) => {
  it('takes a problem, a reminder, a group of twelve, a recovery and a test', async () => {
    const server = await start(vendor.answering)
    const test = sampleMessage({ kind: 'test', level: 'info', title: 'Test from Traylight', incidents: [] })
    for (const message of [sampleMessage(), sampleReminder(), sampleGroup(), sampleRecovery(), test]) {
      await send(vendor, server.url, message)
    }
    const shown = server.requests.map(request => readAloud(vendor, request))
    expect(shown[0]).toContain('PostgreSQL')
    expect(shown[0]).toContain('It refused the connection on 127.0.0.1:5432. Is it running?')
    for (const { headers } of server.requests) expect(headers['user-agent']).toBe('Traylight/1.2.3')
  })

  it('shows foreign text as it stands: no markup, no mention, no link, nothing that fools a reader', async () => {
    const server = await start(vendor.answering)
    await send(vendor, server.url, nastyMessage())
    const shown = server.requests.map(request => readAloud(vendor, request)).join('\n')
    expect(shown).toContain('@everyone')
    expect(shown.replaceAll('\n', ' ')).not.toMatch(NOTHING_THAT_FOOLS)
    expect(shown.isWellFormed()).toBe(true)
    expect(shown).toContain('…')
  })

  it('that refuses its key has failed for good, with what to do, and without the key', async () => {
    const server = await start(() => ({ status: 403, text: `no: ${vendor.secret} ${vendor.secret}` }))
    const failure = await failureOf(send(vendor, server.url, sampleMessage()))
    expect(failure.isWorthRetry).toBe(false)
    expect(failure.message).toMatch(/ at 127\.0\.0\.1:\d+ answered 403 Forbidden: no: ••• •••\. [A-Z].*\.$/)
    expect(failure.message).not.toContain(vendor.secret)
  })

  it('that has too much to do or is broken is worth another attempt, after the time it asks for', async () => {
    const server = await start(() => ({ status: 429, headers: { 'retry-after': '17' }, text: 'slow down' }))
    const limited = await failureOf(send(vendor, server.url, sampleMessage()))
    expect(limited).toMatchObject({ isWorthRetry: true, retryAfterMs: 17_000 })
    expect(limited.message).toContain('answered 429 Too Many Requests: slow down.')
    server.answering = () => ({ status: 500, text: '<html><b>Oops</b></html>' })
    const broken = await failureOf(send(vendor, server.url, sampleMessage()))
    expect(broken.isWorthRetry).toBe(true)
    expect(broken.message).toMatch(/answered 500 Internal Server Error\.$/)
  })

  it('that leads elsewhere is not followed', async () => {
    const server = await start(vendor.answering)
    const other = await start(() => ({ status: 302, headers: { location: `${server.url}/x` } }))
    const failure = await failureOf(send(vendor, other.url, sampleMessage()))
    expect(failure.isWorthRetry).toBe(false)
    expect(failure.message).toContain('answered 302 Found')
    expect(server.requests).toEqual([])
  })

  it('that never answers, or never ends its answer, is left when the time is over', async () => {
    const server = await start(() => 'hang')
    for (const answering of ['hang', 'drip'] as const) {
      server.answering = () => answering
      const ending = new AbortController()
      const sending = failureOf(send(vendor, server.url, sampleMessage(), { signal: ending.signal }))
      while (server.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
      ending.abort(new DeliveryFailure('The time is over.', { isWorthRetry: true }))
      expect((await sending).message).toBe('The time is over.')
    }
  })
})

it('says in plain words that nothing listens, and tries again', async () => {
  const server = await start(() => 'hang')
  await server.close()
  for (const vendor of VENDORS) {
    const failure = await failureOf(send(vendor, server.url, sampleMessage()))
    expect(failure.message).toMatch(/ refused the connection on 127\.0\.0\.1:\d+\. Is it running\?$/)
    expect(failure.isWorthRetry).toBe(true)
  }
})

it('marks what happens in a demo', async () => {
  for (const vendor of VENDORS) {
    const server = await start(vendor.answering)
    await send(vendor, server.url, sampleMessage(), { facts: { ...FACTS, isDemo: true } })
    const [request] = server.requests
    expect(request && readAloud(vendor, request)).toContain('Demo: PostgreSQL')
  }
})

it('carries the id of the incident everywhere', async () => {
  for (const vendor of VENDORS) {
    const server = await start(vendor.answering)
    await send(vendor, server.url, sampleMessage())
    expect(server.requests[0]?.text).toContain('inc-postgres')
  }
})

describe('PagerDuty', () => {
  const events = async (...messages: readonly AlertMessage[]) => {
    const server = await start(pagerDutyVendor.answering)
    for (const message of messages) await send(pagerDutyVendor, server.url, message)
    return server.requests.map(pagerDutyEvent)
  }

  it('triggers, acknowledges and resolves each incident by its id', async () => {
    const acknowledged = sampleIncident({ state: 'acknowledged', acknowledgedBy: 'ann' })
    const told = await events(
      sampleMessage(),
      sampleMessage({ kind: 'acknowledged', incidents: [acknowledged] }),
      sampleRecovery(),
    )
    expect(told.map(event => `${event.event_action} ${event.dedup_key}`)).toEqual([
      'trigger inc-postgres',
      'acknowledge inc-postgres',
      'resolve inc-postgres',
    ])
    expect(told[0]).toMatchObject({
      payload: {
        summary: 'PostgreSQL: It refused the connection on 127.0.0.1:5432. Is it running?',
        ...{ source: 'build-3', severity: 'critical', component: 'PostgreSQL', group: 'database' },
        timestamp: new Date(SAMPLE_AT).toISOString(),
      },
    })
  })

  it('is told of each of a group, and of one that was acknowledged before it heard of it', async () => {
    expect((await events(sampleGroup())).map(({ dedup_key: key }) => key).toSorted()).toEqual(
      sampleGroup()
        .incidents.map(({ id }) => id)
        .toSorted(),
    )
    const late = await events(sampleMessage({ incidents: [sampleIncident({ state: 'acknowledged' })] }))
    expect(late.map(event => event.event_action)).toEqual(['trigger', 'acknowledge'])
  })

  it('leaves no test open', async () => {
    const told = await events(sampleMessage({ id: 'test-1', kind: 'test', level: 'info', incidents: [] }))
    expect(told).toMatchObject([
      { event_action: 'trigger', dedup_key: 'test-1', payload: { severity: 'info' } },
      { event_action: 'resolve', dedup_key: 'test-1' },
    ])
  })
})

describe('Pushover', () => {
  it('repeats what is critical until it is confirmed or over, where that is wished for', async () => {
    const server = await start(pushoverVendor.answering)
    await send(pushoverVendor, server.url, sampleMessage())
    await send(pushoverVendor, server.url, sampleRecovery())
    const forms = server.requests.map(({ path, text }) => ({
      path,
      ...Object.fromEntries(new URLSearchParams(text)),
    }))
    expect(forms).toMatchObject([
      { path: '/1/messages.json', priority: '2', retry: '60', expire: '3600', tags: 'inc-postgres' },
      { path: '/1/receipts/cancel_by_tag/inc-postgres.json' },
      { path: '/1/messages.json', priority: '-1' },
    ])
    const calm: Vendor = { ...pushoverVendor, to: url => ({ ...pushoverVendor.to(url), emergency: false }) }
    await send(calm, server.url, sampleMessage())
    expect(server.requests.at(-1)?.text).toContain('priority=1&')
  })
})

describe('Telegram and Discord', () => {
  it('say in their answer how long to wait', async () => {
    const server = await start(() => ({
      status: 429,
      text: JSON.stringify({ retry_after: 1.5, parameters: { retry_after: 3 } }),
    }))
    const waits = ['discord', 'telegram'].map(async kind => {
      const vendor = VENDORS.find(candidate => candidate.kind === kind)
      if (!vendor) throw new Error(kind)
      return (await failureOf(send(vendor, server.url, sampleMessage()))).retryAfterMs
    })
    expect(await Promise.all(waits)).toEqual([1500, 3000])
  })
})
