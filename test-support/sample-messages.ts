import type { AlertMessage, MessageIncident } from '../src/engine/notify/alert-message.ts'

/** 24 November 2026, 14:02 UTC. */
export const SAMPLE_AT = Date.UTC(2026, 10, 24, 14, 2)

export function sampleIncident(change: Partial<MessageIncident> = {}): MessageIncident {
  const id = change.id ?? 'inc-postgres'
  return {
    id,
    subject: { type: 'monitor', id: id.replace(/^inc-/, '') },
    name: 'PostgreSQL',
    category: 'database',
    tags: ['production'],
    state: 'open',
    level: 'critical',
    status: 'unhealthy',
    message: 'It refused the connection on 127.0.0.1:5432. Is it running?',
    rules: ['Database connection failure'],
    startedAt: SAMPLE_AT,
    resolvedAt: null,
    acknowledgedBy: null,
    ...change,
  }
}

const RESOLVED = { state: 'resolved', resolvedAt: SAMPLE_AT + 240_000 } as const

/** "PostgreSQL is unhealthy", or another message about it. */
export function sampleMessage(change: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: 'msg-1',
    kind: 'problem',
    level: 'critical',
    title: 'PostgreSQL is unhealthy',
    body: 'It refused the connection on 127.0.0.1:5432. Is it running?\nSince 14:02.',
    incidents: [sampleIncident()],
    overall: 'unhealthy',
    at: SAMPLE_AT,
    route: { page: 'incident', id: 'inc-postgres' },
    ...change,
  }
}

export const sampleRecovery = (change: Partial<AlertMessage> = {}) =>
  sampleMessage({
    ...{ id: 'msg-2', kind: 'recovery', title: 'PostgreSQL is healthy again' },
    body: 'It was down for 4 min.',
    incidents: [sampleIncident(RESOLVED)],
    ...{ overall: 'healthy', at: SAMPLE_AT + 240_000 },
    ...change,
  })

export const sampleReminder = () =>
  sampleMessage({ id: 'msg-3', kind: 'reminder', title: 'PostgreSQL has been unhealthy for 1 h' })

/** Twelve that failed within a few seconds. */
export function sampleGroup(): AlertMessage {
  const incidents = Array.from({ length: 12 }, (_, index) =>
    sampleIncident({ id: `inc-${index + 1}`, name: `Service ${index + 1}` }),
  )
  return sampleMessage({
    ...{ id: 'msg-4', title: '12 unhealthy: Service 1, Service 2, Service 3 and 9 more', incidents },
    route: { page: 'alerts' },
  })
}

/** What a monitored service might say to fool who reads it. */
export const NASTY_TEXTS = [
  '@everyone @here @channel @admin look',
  '<!channel> <!everyone> <@U123> <#C123> <http://evil.example|your bank>',
  '[your bank](http://evil.example) ![x](http://evil.example/x.png) <http://evil.example>',
  '</b></a><script>alert(1)</script><a href="http://evil.example">x</a> &lt;b&gt; &amp;',
  '*bold* _italic_ ~struck~ `code` ||hidden|| **strong** # heading\n> quote\n- item\n1. item',
  'http://evil.example/login https://evil.example www.evil.example evil.example /start #topic',
  '\u001b[31mred\u0000\u0007\b \u202ereversed\u202c \u2066isolated\u2069',
  '"}],"text":"injected","x":[{"\\',
  '{{DATE(2026-01-01T00:00:00Z,SHORT)}} ${env:HOME} {{json title}}',
  '<t:0:R> <:smile:1> </cmd:1> <@&123> @\u200beveryone',
  `${'\ud800'}lone\udc00 ${'😀'.repeat(40)}`,
] as const

/** A message in which everything that can be foreign is, and long. */
export function nastyMessage(): AlertMessage {
  const all = NASTY_TEXTS.join('\n')
  const long = `${all}\n${'10 kB of 😀 and @everyone. '.repeat(400)}`
  const incident = sampleIncident({
    ...{ id: 'inc-nasty', name: all, message: long, category: all.slice(0, 60) },
    ...{ tags: [...NASTY_TEXTS], rules: [...NASTY_TEXTS] },
    subject: { type: 'service', id: `backend/${all}` },
  })
  return sampleMessage({ id: 'msg-5', title: all, body: long, incidents: [incident] })
}
