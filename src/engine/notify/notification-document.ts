import { z } from 'zod'
import { ALERT_LEVELS } from '#shared/alert-level.ts'
import { statusSchema } from '#shared/status.ts'
import type { AlertMessage } from './alert-message.ts'
import { cleanText, cutText } from './cut-text.ts'
import type { WordsContext } from './message-words.ts'

/** Texts are cut to this many characters, and incidents to this many: what receives them need not expect a novel. */
const TEXT_LENGTH = 8000
const MOST_INCIDENTS = 200

const moment = z.iso.datetime().meta({ description: 'ISO 8601, UTC.' })
const level = z.enum(ALERT_LEVELS)

/** A message as programs are told of it. On the wire names are as here; within a version fields are only ever added. */
export const notificationDocumentSchema = z.object({
  version: z.literal(1),
  id: z.string().meta({ description: 'The same when it is sent again.' }),
  kind: z.enum(['problem', 'recovery', 'reminder', 'escalation', 'acknowledged', 'test']),
  level: level.meta({ description: 'The most urgent of its incidents; of a recovery, what they were.' }),
  title: z.string(),
  body: z.string().meta({ description: 'May have several lines.' }),
  overall: statusSchema.meta({ description: 'The colour of the light.' }),
  at: moment,
  host: z.string().meta({ description: 'The machine that Traylight runs on.' }),
  demo: z.boolean().meta({ description: 'Stand-ins are watched: nobody should run for it.' }),
  incidents: z.array(
    z.object({
      id: z.string().meta({ description: 'Also its correlation id.' }),
      subject: z.object({
        type: z.enum(['monitor', 'backend', 'service', 'metric', 'pushed']),
        id: z.string(),
      }),
      name: z.string(),
      category: z.string().nullable(),
      tags: z.array(z.string()),
      state: z.enum(['open', 'acknowledged', 'resolved']),
      level,
      status: statusSchema,
      message: z.string(),
      rules: z.array(z.string()),
      startedAt: moment,
      resolvedAt: moment.nullable(),
      acknowledgedBy: z.string().nullable(),
    }),
  ),
})
export type NotificationDocument = z.infer<typeof notificationDocumentSchema>

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

/** The published JSON Schema of it: docs/schemas/notification.schema.json. */
export function notificationJsonSchema(): object {
  return {
    title: 'What Traylight tells a webhook or a command',
    ...z.toJSONSchema(notificationDocumentSchema),
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
