import { z } from 'zod'
import type { AlertMessage, MessageIncident } from '../alert-message.ts'
import { cleanText, cutText } from '../cut-text.ts'
import { eachIncident } from '../each-incident.ts'
import { defineNotifier, type NotifierContext } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { below, key, webAddress } from './target-fields.ts'

const schema = z.strictObject({
  routingKey: key
    .regex(/^[A-Za-z0-9]{32}$/, 'An integration key has 32 letters and digits.')
    .meta({ title: 'Integration key', description: 'Of an integration "Events API V2".', secret: true }),
  serverUrl: webAddress.default('https://events.pagerduty.com').meta({
    title: 'Server',
    description: 'In the EU https://events.eu.pagerduty.com.',
    advanced: true,
  }),
})
type PagerDutyTarget = z.infer<typeof schema>

/** Limits in characters (https://developer.pagerduty.com/docs/events-api-v2/trigger-events). */
const SUMMARY_LENGTH = 1024
const KEY_LENGTH = 255
const DETAIL_LENGTH = 4000

/** Triggers, acknowledges and resolves incidents of PagerDuty through its Events API v2. */
export const pagerDutyNotifier = defineNotifier<PagerDutyTarget>({
  kind: 'pagerduty',
  title: 'PagerDuty',
  summary: 'Triggers, acknowledges and resolves incidents of PagerDuty.',
  setUp: 'At the service in PagerDuty add the integration "Events API V2" and copy its integration key.',
  schema,
  style: 'incidents',
  isHere: false,
  async send(message, target, context) {
    if (message.kind === 'test') {
      await trigger(testIncident(message), message, target, context)
      // Nobody should have to close a test.
      await change('resolve', message.id, target, context)
      return
    }
    await eachIncident(message, async incident => {
      if (incident.state === 'resolved') return change('resolve', incident.id, target, context)
      // PagerDuty drops the acknowledgement of what it has not heard of.
      if (message.kind !== 'acknowledged') await trigger(incident, message, target, context)
      if (incident.state === 'acknowledged') await change('acknowledge', incident.id, target, context)
    })
  },
})

function trigger(
  incident: MessageIncident,
  message: AlertMessage,
  target: PagerDutyTarget,
  context: NotifierContext,
): Promise<void> {
  const { id, name, category, rules, status, tags } = incident
  const short = (text: string) => cutText(cleanText(text), DETAIL_LENGTH)
  const demo = context.isDemo ? 'Demo: ' : ''
  const [rule] = rules
  return enqueue(target, context, {
    ...{ event_action: 'trigger', dedup_key: cutText(id, KEY_LENGTH), client: 'Traylight' },
    payload: {
      summary: cutText(`${demo}${cleanText(name)}: ${cleanText(incident.message)}`, SUMMARY_LENGTH),
      source: cutText(cleanText(context.host), KEY_LENGTH),
      severity: incident.level,
      timestamp: new Date(incident.startedAt).toISOString(),
      component: cutText(cleanText(name), KEY_LENGTH),
      ...(category !== null && { group: cutText(cleanText(category), KEY_LENGTH) }),
      ...(rule !== undefined && { class: cutText(cleanText(rule), KEY_LENGTH) }),
      custom_details: {
        ...{ incident: id, status, title: short(message.title), message: short(incident.message) },
        rules: short(rules.join(', ')),
        tags: short(tags.join(', ')),
      },
    },
  })
}

function change(
  action: 'acknowledge' | 'resolve',
  id: string,
  target: PagerDutyTarget,
  context: NotifierContext,
): Promise<void> {
  return enqueue(target, context, { event_action: action, dedup_key: cutText(id, KEY_LENGTH) })
}

async function enqueue(
  { routingKey, serverUrl }: PagerDutyTarget,
  context: NotifierContext,
  event: Readonly<Record<string, unknown>>,
): Promise<void> {
  await postJson(
    {
      ...{ title: 'PagerDuty', url: below(serverUrl, '/v2/enqueue'), secrets: [routingKey] },
      json: { routing_key: routingKey, ...event },
      remedy: statusCode => (statusCode < 429 ? 'Check the integration key.' : undefined),
    },
    context,
  )
}

function testIncident(message: AlertMessage): MessageIncident {
  return {
    ...{ id: message.id, subject: { type: 'pushed', id: message.id }, name: message.title, category: null },
    ...{ tags: [], state: 'open', level: 'info', status: 'healthy', message: message.body, rules: [] },
    ...{ startedAt: message.at, resolvedAt: null, acknowledgedBy: null },
  }
}
