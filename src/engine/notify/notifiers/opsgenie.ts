import { z } from 'zod'
import type { AlertLevel } from '#shared/alert-level.ts'
import type { AlertMessage, MessageIncident } from '../alert-message.ts'
import { cleanText, cutText } from '../cut-text.ts'
import { eachIncident } from '../each-incident.ts'
import { defineNotifier, type NotifierContext } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { below, key, webAddress } from './target-fields.ts'

const schema = z.strictObject({
  apiKey: key.meta({ title: 'API key', description: 'Of an integration of kind API.', secret: true }),
  region: z.enum(['us', 'eu']).default('us').meta({ title: 'Region', description: 'Where the account is.' }),
  serverUrl: webAddress.optional().meta({ title: 'Server', whenEmpty: 'that of the region', advanced: true }),
})
type OpsgenieTarget = z.infer<typeof schema>

const SERVERS: Readonly<Record<OpsgenieTarget['region'], string>> = {
  us: 'https://api.opsgenie.com',
  eu: 'https://api.eu.opsgenie.com',
}

/** Limits in characters (https://docs.opsgenie.com/docs/alert-api). */
const MESSAGE_LENGTH = 130
const ALIAS_LENGTH = 512
const DESCRIPTION_LENGTH = 15_000
const NAME_LENGTH = 100
const TAG_LENGTH = 50
const MOST_TAGS = 20

const PRIORITIES: Readonly<Record<AlertLevel, string>> = { critical: 'P1', warning: 'P3', info: 'P5' }

/** Creates, acknowledges and closes alerts of Opsgenie. */
export const opsgenieNotifier = defineNotifier<OpsgenieTarget>({
  kind: 'opsgenie',
  title: 'Opsgenie',
  summary: 'Creates, acknowledges and closes alerts of Opsgenie.',
  setUp: 'At the team in Opsgenie add an integration of kind API and copy its key.',
  schema,
  style: 'incidents',
  isHere: false,
  async send(message, target, context) {
    if (message.kind === 'test') {
      const { id, title, body } = message
      await create({ alias: id, message: title, description: body, priority: 'P5' }, target, context)
      // Nobody should have to close a test.
      await change('close', id, 'This was a test.', target, context)
      return
    }
    await eachIncident(message, async incident => {
      const { id, state, acknowledgedBy } = incident
      if (state === 'resolved') return change('close', id, inert(message.title), target, context)
      if (message.kind !== 'acknowledged') await create(alertOf(incident, message, context), target, context)
      if (state !== 'acknowledged') return
      await change('acknowledge', id, inert(`By ${acknowledgedBy ?? 'somebody'}.`), target, context)
    })
  },
})

/** Texts of an alert are shown as HTML in some of its places and as they stand in others: no tag can be in them. */
function inert(text: string): string {
  return cleanText(text).replaceAll('<', '‹').replaceAll('>', '›')
}

function alertOf(incident: MessageIncident, message: AlertMessage, context: NotifierContext) {
  const { id, name, status, category, rules } = incident
  const demo = context.isDemo ? 'Demo: ' : ''
  const word = status === 'healthy' ? 'has a problem' : `is ${status}`
  return {
    alias: id,
    message: cutText(`${demo}${inert(name)} ${word}`.replaceAll(/\s+/g, ' '), MESSAGE_LENGTH),
    description: cutText(inert(`${incident.message}\n${message.body}`), DESCRIPTION_LENGTH),
    priority: PRIORITIES[incident.level],
    entity: cutText(inert(name), ALIAS_LENGTH),
    tags: incident.tags.slice(0, MOST_TAGS).map(tag => cutText(inert(tag), TAG_LENGTH)),
    details: {
      ...{ incident: cutText(id, ALIAS_LENGTH), status },
      ...(category !== null && { category: cutText(inert(category), NAME_LENGTH) }),
      rules: cutText(inert(rules.join(', ')), 1000),
    },
  }
}

function create(
  { alias, ...alert }: Readonly<Record<string, unknown>> & { readonly alias: string },
  target: OpsgenieTarget,
  context: NotifierContext,
): Promise<void> {
  const source = cutText(inert(`Traylight on ${context.host}`), NAME_LENGTH)
  return call('/v2/alerts', { alias: cutText(alias, ALIAS_LENGTH), ...alert, source }, target, context)
}

function change(
  action: 'acknowledge' | 'close',
  alias: string,
  note: string,
  target: OpsgenieTarget,
  context: NotifierContext,
): Promise<void> {
  const path = `/v2/alerts/${encodeURIComponent(cutText(alias, ALIAS_LENGTH))}/${action}?identifierType=alias`
  return call(path, { user: 'Traylight', source: 'Traylight', note: cutText(note, 1000) }, target, context)
}

async function call(
  path: string,
  json: unknown,
  { apiKey, region, serverUrl }: OpsgenieTarget,
  context: NotifierContext,
): Promise<void> {
  await postJson(
    {
      ...{ title: 'Opsgenie', url: below(serverUrl ?? SERVERS[region], path), secrets: [apiKey] },
      headers: { authorization: `GenieKey ${apiKey}` },
      json,
      remedy: statusCode =>
        [401, 403].includes(statusCode)
          ? 'Check the API key (that of an integration, not of the account) and the region.'
          : undefined,
    },
    context,
  )
}
