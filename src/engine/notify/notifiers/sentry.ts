import { createHash } from 'node:crypto'
import { z } from 'zod'
import { holdsReference } from '#shared/reference.ts'
import type { AlertMessage, MessageIncident } from '../alert-message.ts'
import { cutText } from '../cut-text.ts'
import { messageWords } from '../message-words.ts'
import { DeliveryFailure, defineNotifier, type NotifierContext } from '../notifier.ts'
import { postMessage } from '../post-message.ts'

const schema = z.strictObject({
  dsn: z
    .string()
    .refine(text => holdsReference(text) || dsnParts(text) !== null, {
      error: 'Give the DSN of a project, such as https://key@o1.ingest.sentry.io/1.',
    })
    .meta({ title: 'DSN', description: 'From the client keys of the project.', secret: true }),
  environment: z
    .string()
    .trim()
    .regex(/^[^\s/]{1,64}$/, 'Use at most 64 characters without spaces and slashes.')
    .optional()
    .meta({ title: 'Environment', description: 'Such as production.' }),
})
type SentryTarget = z.infer<typeof schema>

/** What a tag may hold (https://develop.sentry.dev/sdk/data-model/event-payloads). */
const TAG_LENGTH = 200
const TEXT_LENGTH = 8000
const MOST_BREADCRUMBS = 100

/** Whether and how an event asks for attention over there. */
const LEVELS = { critical: 'error', warning: 'warning', info: 'info' } as const

/**
 * Sentry, or what speaks its protocol: an event for each incident, with what happened in it as breadcrumbs and its id as
 * a tag, so that errors of the same time are found beside it.
 */
export const sentryNotifier = defineNotifier<SentryTarget>({
  kind: 'sentry',
  title: 'Sentry',
  summary: 'Sends an event for each incident, with its history as breadcrumbs.',
  setUp: 'In Sentry, open the settings of a project, Client Keys, and copy the DSN.',
  schema,
  style: 'incidents',
  isHere: false,
  async send(message, { dsn, environment }, context) {
    const parts = dsnParts(dsn)
    if (parts === null) {
      throw new DeliveryFailure('The DSN is none once its references are filled in. Copy it anew.', {
        isWorthRetry: false,
      })
    }
    const event = sentryEvent(message, environment, context)
    const envelope = [
      { event_id: event.event_id, sent_at: new Date(context.clock.now()).toISOString() },
      { type: 'event', content_type: 'application/json' },
      event,
    ]
    await postMessage(
      {
        ...{ title: 'Sentry', url: parts.endpoint, contentType: 'application/x-sentry-envelope' },
        headers: {
          'x-sentry-auth': `Sentry sentry_version=7, sentry_client=traylight/${context.version}, sentry_key=${parts.key}`,
        },
        body: `${envelope.map(line => JSON.stringify(line)).join('\n')}\n`,
        secrets: [dsn, parts.key],
        remedy: status =>
          status === 401 || status === 403 ? 'Check the DSN; it may be disabled.' : undefined,
      },
      context,
    )
  },
})

/** Where events of a DSN go: `{PROTOCOL}://{KEY}@{HOST}{PATH}/{PROJECT}`; null for what is none. */
function dsnParts(dsn: string): { readonly endpoint: string; readonly key: string } | null {
  const url = URL.parse(dsn)
  if (url === null || !/^https?:$/.test(url.protocol) || !/^\w+$/.test(url.username)) return null
  const [, path = '', project = ''] = /^(.*)\/(\d+)\/?$/.exec(url.pathname) ?? []
  if (project === '') return null
  return { endpoint: `${url.origin}${path}/api/${project}/envelope/`, key: url.username }
}

function sentryEvent(message: AlertMessage, environment: string | undefined, context: NotifierContext) {
  const words = messageWords(message, context)
  const [incident] = message.incidents
  const isOver = message.kind !== 'problem' && message.kind !== 'reminder' && message.kind !== 'escalation'
  return {
    // The same for a message that is sent again, so that it counts once.
    event_id: createHash('sha256').update(message.id).digest('hex').slice(0, 32),
    timestamp: message.at / 1000,
    platform: 'other',
    level: isOver ? 'info' : LEVELS[message.level],
    logger: 'traylight',
    server_name: cutText(context.host, TAG_LENGTH),
    release: `traylight@${context.version}`,
    ...(environment !== undefined && { environment }),
    logentry: { formatted: cutText([words.title, words.body].join('\n').trim(), TEXT_LENGTH) },
    // One issue for each thing watched, however often it fails.
    fingerprint: incident
      ? ['traylight', incident.subject.type, incident.subject.id]
      : ['traylight', message.kind],
    tags: { kind: message.kind, ...(incident && tagsOf(incident)) },
    breadcrumbs: { values: breadcrumbsOf(message) },
    contexts: { incident: incident ? { ...incident, tags: incident.tags.join(', ') } : {} },
  }
}

function tagsOf(incident: MessageIncident): Record<string, string> {
  const tags = {
    incident: incident.id,
    [incident.subject.type]: incident.subject.id,
    service: incident.name,
    status: incident.status,
    category: incident.category ?? '',
  }
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, cutText(value.replaceAll(/\s+/g, ' '), TAG_LENGTH)]),
  )
}

/** What happened until now, oldest first. */
function breadcrumbsOf({ trail = [] }: AlertMessage) {
  return trail.slice(-MOST_BREADCRUMBS).map(({ at, text, level }) => ({
    timestamp: at / 1000,
    category: 'incident',
    level: level === null ? 'info' : LEVELS[level],
    message: cutText(text, 1000),
  }))
}
