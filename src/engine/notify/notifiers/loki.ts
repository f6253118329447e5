import { z } from 'zod'
import { holdsReference } from '#shared/reference.ts'
import type { AlertMessage, MessageIncident } from '../alert-message.ts'
import { messageWords } from '../message-words.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'

/** A label's name, as Loki takes it. */
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/

const schema = z.strictObject({
  url: z
    .string()
    .refine(text => holdsReference(text) || z.url({ protocol: /^https?$/ }).safeParse(text).success, {
      error: 'Give the http or https address of Loki.',
    })
    .meta({ title: 'Address', description: 'Such as http://127.0.0.1:3100.' }),
  labels: z
    .record(z.string().regex(LABEL, 'Use letters, digits and underscores.'), z.string().max(1000))
    .default({})
    .meta({ title: 'Labels', description: 'Added to job, host and level.' }),
  tenant: z.string().trim().min(1).max(150).optional().meta({
    title: 'Tenant',
    description: 'Sent as X-Scope-OrgID.',
    advanced: true,
  }),
  user: z.string().max(320).optional().meta({ title: 'User', advanced: true }),
  password: z.string().max(2000).optional().meta({
    title: 'Password',
    description: 'Or a token, with the user that belongs to it.',
    secret: true,
    advanced: true,
  }),
})
type LokiTarget = z.infer<typeof schema>

/**
 * Grafana Loki: a structured line for everything that happens in an incident, also what nobody is told of. The line holds
 * the id of the incident, by which it is found (`{job="traylight"} | json | incident="..."`).
 */
export const lokiNotifier = defineNotifier<LokiTarget>({
  kind: 'loki',
  title: 'Loki',
  summary: 'Writes a structured log line for everything that happens in an incident.',
  setUp: 'Give the address of Loki, or of Grafana Cloud with its user and a token.',
  schema,
  style: 'records',
  isHere: false,
  async send(message, { url, labels, tenant, user, password }, context) {
    const stream = { ...labels, job: 'traylight', host: context.host, level: message.level }
    const { title, body } = messageWords(message, context)
    const at = `${Math.round(message.at)}000000`
    const line = (incident: MessageIncident | null) => JSON.stringify(lineOf(message, incident, title, body))
    const lines = message.incidents.length === 0 ? [line(null)] : message.incidents.map(line)
    const secret = password === undefined ? [] : [password]
    await postJson(
      {
        ...{ title: 'Loki', url: new URL('/loki/api/v1/push', url).href, secrets: secret },
        headers: {
          ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
          ...(user !== undefined && {
            authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`,
          }),
        },
        json: { streams: [{ stream, values: lines.map(text => [at, text]) }] },
      },
      context,
    )
  },
})

function lineOf(message: AlertMessage, incident: MessageIncident | null, title: string, body: string) {
  return {
    event: message.kind,
    title,
    ...(incident === null
      ? { message: body }
      : {
          ...{ incident: incident.id, type: incident.subject.type, id: incident.subject.id },
          ...{ name: incident.name, category: incident.category, status: incident.status },
          ...{ state: incident.state, message: incident.message, rules: incident.rules.join(', ') },
          started_at: new Date(incident.startedAt).toISOString(),
          ...(incident.resolvedAt !== null && { resolved_at: new Date(incident.resolvedAt).toISOString() }),
        }),
    message_id: message.id,
  }
}
