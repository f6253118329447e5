import type { AlertMessage } from './alert-message.ts'
import { cleanText, cutText } from './cut-text.ts'
import type { WordsContext } from './message-words.ts'
import type { NotificationDocument } from './notification-schema.ts'

/** Texts are cut to this many characters, and incidents to this many: what receives them need not expect a novel. */
const TEXT_LENGTH = 8000
const MOST_INCIDENTS = 200

/** A message as the document that webhooks and commands are given: printable text, moments in UTC. */
export function notificationDocument(message: AlertMessage, context: WordsContext): NotificationDocument {
  const text = (value: string) => cutText(cleanText(value), TEXT_LENGTH)
  const iso = (ms: number) => new Date(ms).toISOString()
  const { kind, overall, at, incidents } = message
  return {
    ...{ version: 1, id: text(message.id), kind, level: message.level },
    ...{ title: text(message.title), body: text(message.body), overall, at: iso(at) },
    ...{ host: text(context.host), demo: context.isDemo },
    incidents: incidents.slice(0, MOST_INCIDENTS).map(incident => ({
      id: text(incident.id),
      subject: { type: incident.subject.type, id: text(incident.subject.id) },
      ...{ name: text(incident.name), category: incident.category === null ? null : text(incident.category) },
      ...{ tags: incident.tags.map(text), state: incident.state, level: incident.level },
      ...{ status: incident.status, message: text(incident.message), rules: incident.rules.map(text) },
      startedAt: iso(incident.startedAt),
      resolvedAt: incident.resolvedAt === null ? null : iso(incident.resolvedAt),
      acknowledgedBy: incident.acknowledgedBy === null ? null : text(incident.acknowledgedBy),
    })),
  }
}

/** One that could be, for what is written before there is any. */
export const SAMPLE_DOCUMENT: NotificationDocument = {
  ...{ version: 1, id: 'message-1', kind: 'problem', level: 'critical', overall: 'unhealthy' },
  ...{ title: 'PostgreSQL is unhealthy', body: 'It refused the connection.', at: '2026-11-24T14:02:00.000Z' },
  ...{ host: 'build-3', demo: false },
  incidents: [
    {
      ...{ id: 'incident-1', subject: { type: 'monitor', id: 'postgres' }, name: 'PostgreSQL' },
      ...{ category: 'database', tags: [], state: 'open', level: 'critical', status: 'unhealthy' },
      ...{ message: 'It refused the connection.', rules: [], startedAt: '2026-11-24T14:01:57.000Z' },
      ...{ resolvedAt: null, acknowledgedBy: null },
    },
  ],
}
