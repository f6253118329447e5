/**
 * Vendors of notifications as their published references have them, strict: what they do not know, what is too long and what
 * comes without the right key is refused as they refuse it.
 */
import { z } from 'zod'
import type { Answering, WebhookAnswer, WebhookRequest } from './webhook-server.ts'

/** How one vendor is configured for a server, what it takes, and all texts in it that people would see. */
export interface Vendor {
  readonly kind: string
  /** `to` of a notifier that goes to this server. */
  readonly to: (url: string) => Record<string, unknown>
  /** What must not be shown of it. */
  readonly secret: string
  readonly answering: Answering
  /** What a reader would see, after the vendor's markup was read; fails where there is markup that none of ours is. */
  readonly shown: (request: WebhookRequest) => readonly string[]
}

const json = (text: string): unknown => JSON.parse(text)

/** Answers 200 for what the schema takes, and as `refuse` says for what it does not. */
function strictly(
  schema: z.ZodType,
  good: WebhookAnswer,
  refuse: (why: string) => WebhookAnswer,
): (body: unknown) => WebhookAnswer {
  return body => {
    const read = schema.safeParse(body)
    return read.success ? good : refuse(z.prettifyError(read.error).replaceAll('\n', ' '))
  }
}

const isJson = ({ headers }: WebhookRequest) => /^application\/json\b/.test(headers['content-type'] ?? '')

/** Without what only joins letters. */
const unjoined = (text: string) => text.replaceAll('\u2060', '')

// Slack: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, …/reference/block-kit

const plainText = (length: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(length),
    emoji: z.boolean().optional(),
  })
const mrkdwn = z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(3000) })
const slackSchema = z.strictObject({
  text: z.string().min(1).max(40_000),
  mrkdwn: z.boolean().optional(),
  link_names: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('header'), text: plainText(150) }),
        z.strictObject({
          type: z.literal('section'),
          text: z.discriminatedUnion('type', [plainText(3000), mrkdwn]),
        }),
        z.strictObject({
          type: z.literal('context'),
          elements: z
            .array(z.discriminatedUnion('type', [plainText(3000), mrkdwn]))
            .min(1)
            .max(10),
        }),
      ]),
    )
    .max(50),
})

/** Slack's own characters are escaped, so that there is no `<!channel>`, link or mention. */
function unescapedSlack(text: string): string {
  if (/[<>]|&(?!amp;|lt;|gt;)/.test(text)) throw new Error(`Slack would read markup: ${text}`)
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

const SLACK_PATH = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'
export const slackVendor: Vendor = {
  kind: 'slack',
  to: url => ({ url: `${url}${SLACK_PATH}` }),
  secret: 'XXXXXXXXXXXXXXXXXXXXXXXX',
  answering(request) {
    if (request.path !== SLACK_PATH) return { status: 403, text: 'invalid_token' }
    if (request.method !== 'POST' || !isJson(request)) return { status: 400, text: 'invalid_payload' }
    const check = strictly(slackSchema, { status: 200, text: 'ok' }, why => ({
      ...{ status: 400, text: `invalid_blocks ${why}` },
    }))
    return check(json(request.text))
  },
  shown({ text }) {
    const message = slackSchema.parse(json(text))
    if (message.mrkdwn !== false || message.link_names === true)
      throw new Error('Slack would format its text.')
    if (message.unfurl_links !== false || message.unfurl_media !== false)
      throw new Error('Slack would unfurl.')
    const texts = message.blocks.flatMap(block => (block.type === 'context' ? block.elements : [block.text]))
    if (texts.some(({ type }) => type !== 'plain_text')) throw new Error('Slack would read mrkdwn.')
    return [message.text, ...texts.map(({ text: own }) => own)].map(unescapedSlack)
  },
}

// Discord: https://discord.com/developers/docs/resources/webhook#execute-webhook, …/message#embed-object

const discordSchema = z.strictObject({
  content: z.string().max(2000).optional(),
  username: z.string().min(1).max(80).optional(),
  embeds: z
    .array(
      z.strictObject({
        title: z.string().min(1).max(256).optional(),
        description: z.string().min(1).max(4096).optional(),
        color: z.int().min(0).max(0xffffff).optional(),
        footer: z.strictObject({ text: z.string().min(1).max(2048) }).optional(),
        timestamp: z.iso.datetime().optional(),
      }),
    )
    .min(1)
    .max(10)
    .refine(embeds => JSON.stringify(embeds).length < 7000, 'More than 6000 characters.'),
  allowed_mentions: z.strictObject({ parse: z.array(z.enum(['roles', 'users', 'everyone'])) }).optional(),
})

/** Reads backslashes as Markdown does; fails at whatever else Markdown would read as markup. */
export function unescapedMarkdown(text: string): string {
  const bare = text.replaceAll(/\\[^0-9A-Za-z\s]/g, '')
  if (/[\\`*_~|<>[\]#@]|:\/\/|^\s*(?:-|\+|\d+\.)\s/m.test(bare.replaceAll(/^\s*\d+\. /gm, ''))) {
    throw new Error(`Markdown would be read: ${bare}`)
  }
  return text.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')
}

const DISCORD_PATH = '/api/webhooks/1234567890/abc-DEF_webhook-token'
export const discordVendor: Vendor = {
  kind: 'discord',
  to: url => ({ url: `${url}${DISCORD_PATH}` }),
  secret: 'abc-DEF_webhook-token',
  answering(request) {
    if (request.path !== DISCORD_PATH) {
      return { status: 404, text: '{"message": "Unknown Webhook", "code": 10015}' }
    }
    if (request.method !== 'POST' || !isJson(request)) return { status: 400, text: '{"code": 50109}' }
    const check = strictly(discordSchema, { status: 204 }, why => ({
      status: 400,
      text: JSON.stringify({ message: 'Invalid Form Body', code: 50035, errors: why }),
    }))
    return check(json(request.text))
  },
  shown({ text }) {
    const { embeds, allowed_mentions: mentions, content } = discordSchema.parse(json(text))
    if (mentions?.parse.length !== 0 || content !== undefined) throw new Error('Discord would mention.')
    return embeds.flatMap(({ title = '', description = '', footer }) => [
      unescapedMarkdown(title),
      unescapedMarkdown(description),
      footer?.text ?? '',
    ])
  },
}

// Teams: https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook, https://adaptivecards.io/explorer

const look = {
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
  isSubtle: z.boolean().optional(),
}
const teamsSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null().optional(),
        content: z.strictObject({
          $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json').optional(),
          type: z.literal('AdaptiveCard'),
          version: z.enum(['1.4', '1.5']),
          body: z.array(
            z.discriminatedUnion('type', [
              z.strictObject({
                type: z.literal('TextBlock'),
                ...{ text: z.string().min(1), wrap: z.boolean().optional() },
                ...look,
              }),
              z.strictObject({
                type: z.literal('RichTextBlock'),
                inlines: z.array(
                  z.strictObject({ type: z.literal('TextRun'), text: z.string().min(1), ...look }),
                ),
              }),
            ]),
          ),
        }),
      }),
    )
    .length(1),
})

const TEAMS_PATH =
  '/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers&sig=teams-signature'
export const teamsVendor: Vendor = {
  kind: 'teams',
  to: url => ({ url: `${url}${TEAMS_PATH}` }),
  secret: 'teams-signature',
  answering(request) {
    if (request.path !== TEAMS_PATH) return { status: 401, text: '{"error":{"code":"SecurityToken"}}' }
    if (request.method !== 'POST' || !isJson(request)) return { status: 400 }
    if (request.text.length > 28_000) return { status: 413 }
    return strictly(teamsSchema, { status: 202 }, why => ({ status: 400, text: why }))(json(request.text))
  },
  shown({ text }) {
    const body = teamsSchema.parse(json(text)).attachments.flatMap(({ content }) => content.body)
    return body.flatMap(block => {
      if (block.type === 'TextBlock') throw new Error('Teams would read Markdown.')
      return block.inlines.map(({ text: run }) => {
        if (run.includes('{{')) throw new Error('Teams would fill something in.')
        return run
      })
    })
  },
}

// Telegram: https://core.telegram.org/bots/api#sendmessage, #html-style

const telegramSchema = z.strictObject({
  chat_id: z.union([z.int(), z.string().regex(/^(?:-?\d+|@\w+)$/)]),
  message_thread_id: z.int().optional(),
  text: z.string().min(1).max(4096),
  parse_mode: z.enum(['HTML', 'MarkdownV2']).optional(),
  link_preview_options: z.strictObject({ is_disabled: z.boolean() }).optional(),
  disable_notification: z.boolean().optional(),
})

function unescapedHtml(html: string): string {
  const bare = html.replaceAll(/<b>([^<>]*)<\/b>|<i>([^<>]*)<\/i>/g, '$1$2')
  if (/[<>]|&(?!(?:lt|gt|amp|quot);)/.test(bare)) throw new Error(`Telegram would read markup: ${bare}`)
  if (/[@#]\w|:\/\/|\w\.[a-z]{2}|(?<![\w/])\/\w/i.test(bare)) throw new Error(`Telegram would link: ${bare}`)
  return bare.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

const BOT = '123456789:AAF-bot_token'
export const telegramVendor: Vendor = {
  kind: 'telegram',
  to: url => ({ botToken: BOT, chatId: '-1001234567890', topicId: 7, serverUrl: url }),
  secret: 'AAF-bot_token',
  answering(request) {
    const no = (code: number, description: string): WebhookAnswer => ({
      status: code,
      text: JSON.stringify({ ok: false, error_code: code, description }),
    })
    if (!request.path.startsWith(`/bot${BOT}/`)) return no(401, 'Unauthorized')
    if (request.path !== `/bot${BOT}/sendMessage`) return no(404, 'Not Found')
    if (!isJson(request)) return no(400, 'Bad Request: message text is empty')
    const good = { status: 200, text: '{"ok":true,"result":{"message_id":1}}' }
    return strictly(telegramSchema, good, why => no(400, `Bad Request: ${why}`))(json(request.text))
  },
  shown({ text }) {
    const message = telegramSchema.parse(json(text))
    if (message.parse_mode !== 'HTML') throw new Error('Telegram would show the tags.')
    if (message.link_preview_options?.is_disabled !== true) throw new Error('Telegram would preview links.')
    return [unescapedHtml(message.text)]
  },
}

// ntfy: https://docs.ntfy.sh/publish/#publish-as-json

const ntfySchema = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().max(1000).optional(),
  message: z.string().refine(text => Buffer.byteLength(text) <= 4096, 'It would become an attachment.'),
  priority: z.int().min(1).max(5).optional(),
  tags: z.array(z.string()).optional(),
  markdown: z.boolean().optional(),
})

export const ntfyVendor: Vendor = {
  kind: 'ntfy',
  to: url => ({ topic: 'our-alerts-8f3k2', serverUrl: url, token: 'tk_ntfy_access_token' }),
  secret: 'tk_ntfy_access_token',
  answering(request) {
    const no = (status: number, error: string) => ({ status, text: JSON.stringify({ http: status, error }) })
    if (request.headers.authorization !== 'Bearer tk_ntfy_access_token') return no(403, 'forbidden')
    if (request.path !== '/' || !['POST', 'PUT'].includes(request.method)) return no(404, 'page not found')
    return strictly(ntfySchema, { status: 200, text: '{"id":"a"}' }, why => no(400, why))(json(request.text))
  },
  shown({ text }) {
    const { markdown, title = '', message } = ntfySchema.parse(json(text))
    if (markdown === true) throw new Error('ntfy would read Markdown.')
    return [title, message]
  },
}

// Gotify: https://gotify.net/api-docs#/message/createMessage, https://gotify.net/docs/msgextras

const gotifySchema = z.strictObject({
  title: z.string().optional(),
  message: z.string().min(1),
  priority: z.int().min(0).max(10).optional(),
  extras: z
    .strictObject({
      'client::display': z.strictObject({ contentType: z.enum(['text/plain', 'text/markdown']) }).optional(),
    })
    .optional(),
})

export const gotifyVendor: Vendor = {
  kind: 'gotify',
  to: url => ({ serverUrl: `${url}/gotify/`, appToken: 'AgotifyAppToken' }),
  secret: 'AgotifyAppToken',
  answering(request) {
    const no = (errorCode: number, errorDescription: string) => ({
      status: errorCode,
      text: JSON.stringify({ error: 'Unauthorized', errorCode, errorDescription }),
    })
    const key = request.headers['x-gotify-key']
    if (key !== 'AgotifyAppToken')
      return no(401, 'you need to provide a valid access token or user credentials')
    if (request.path !== '/gotify/message' || request.method !== 'POST') return no(404, 'page not found')
    return strictly(gotifySchema, { status: 200, text: '{"id":1}' }, why => no(400, why))(json(request.text))
  },
  shown({ text }) {
    const { extras, title = '', message } = gotifySchema.parse(json(text))
    if (extras?.['client::display']?.contentType !== 'text/plain')
      throw new Error('It may be read as Markdown.')
    return [title, message]
  },
}

// Pushover: https://pushover.net/api, https://pushover.net/api/receipts

const pushoverSchema = z
  .strictObject({
    token: z.literal('azGDORePK8gMaC0QOYAMyEEuzJnyUi'),
    user: z.literal('uQiRzpo4DXghDmr9QzzfQu27cmVRsG'),
    device: z.string().max(25).optional(),
    title: z
      .string()
      .refine(text => [...text].length <= 250, 'The title is too long.')
      .optional(),
    message: z
      .string()
      .min(1)
      .refine(text => [...text].length <= 1024, 'The message is too long.'),
    priority: z.enum(['-2', '-1', '0', '1', '2']).optional(),
    timestamp: z
      .string()
      .regex(/^\d{10}$/)
      .optional(),
    retry: z.coerce.number().min(30).optional(),
    expire: z.coerce.number().max(10_800).optional(),
    tags: z
      .string()
      .regex(/^[\w.,-]+$/)
      .optional(),
  })
  .refine(
    ({ priority, retry, expire }) => (priority === '2') === (retry !== undefined && expire !== undefined),
    'Retry and expire belong to priority 2, and it needs them.',
  )
const cancelSchema = z.strictObject({ token: z.literal('azGDORePK8gMaC0QOYAMyEEuzJnyUi') })

export const pushoverVendor: Vendor = {
  kind: 'pushover',
  to: url => ({
    appToken: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
    userKey: 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG',
    ...{ emergency: true, serverUrl: url },
  }),
  secret: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
  answering({ path, headers, text }) {
    const no = (error: string) => ({ status: 400, text: JSON.stringify({ status: 0, errors: [error] }) })
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') return no('no form')
    const form = Object.fromEntries(new URLSearchParams(text))
    const good = { status: 200, text: '{"status":1,"request":"647d2300-702c-4b38-8b2f-d56326ae460b"}' }
    if (/^\/1\/receipts\/cancel_by_tag\/[\w.-]+\.json$/.test(path))
      return strictly(cancelSchema, good, no)(form)
    if (path !== '/1/messages.json') return { status: 404 }
    return strictly(pushoverSchema, good, no)(form)
  },
  shown({ path, text }) {
    if (path !== '/1/messages.json') return []
    const { title = '', message } = pushoverSchema.parse(Object.fromEntries(new URLSearchParams(text)))
    return [title, message]
  },
}

// PagerDuty: https://developer.pagerduty.com/docs/events-api-v2/overview

const ROUTING_KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEYAB'
const dedupKey = z.string().min(1).max(255)
const pagerDutySchema = z.discriminatedUnion('event_action', [
  z.strictObject({
    routing_key: z.string().length(32),
    event_action: z.literal('trigger'),
    dedup_key: dedupKey.optional(),
    client: z.string().optional(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  z.strictObject({
    routing_key: z.string().length(32),
    event_action: z.enum(['acknowledge', 'resolve']),
    dedup_key: dedupKey,
  }),
])
export type PagerDutyEvent = z.infer<typeof pagerDutySchema>
export const pagerDutyEvent = ({ text }: WebhookRequest): PagerDutyEvent => pagerDutySchema.parse(json(text))

export const pagerDutyVendor: Vendor = {
  kind: 'pagerduty',
  to: url => ({ routingKey: ROUTING_KEY, serverUrl: url }),
  secret: ROUTING_KEY,
  answering(request) {
    const no = (why: string) => ({
      status: 400,
      text: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: [why] }),
    })
    if (request.path !== '/v2/enqueue' || request.method !== 'POST' || !isJson(request))
      return { status: 404 }
    if (request.text.length > 524_288) return { status: 413 }
    const good = { status: 202, text: '{"status":"success","message":"Event processed","dedup_key":"x"}' }
    const body = json(request.text)
    const answer = strictly(pagerDutySchema, good, no)(body)
    return answer === good && pagerDutySchema.parse(body).routing_key !== ROUTING_KEY ? no('key') : answer
  },
  // Shown as text; links are made of whole fields only.
  shown(request) {
    const event = pagerDutyEvent(request)
    return event.event_action === 'trigger' ? [event.payload.summary, event.payload.component ?? ''] : []
  },
}

// Opsgenie: https://docs.opsgenie.com/docs/alert-api

const short = (length: number) => z.string().max(length)
const createSchema = z.strictObject({
  message: short(130).min(1),
  alias: short(512).optional(),
  description: short(15_000).optional(),
  tags: z.array(short(50)).max(20).optional(),
  details: z.record(z.string(), z.string()).optional(),
  entity: short(512).optional(),
  source: short(100).optional(),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']).optional(),
})
const changeSchema = z.strictObject({
  user: short(100).optional(),
  source: short(100).optional(),
  note: short(25_000).optional(),
})

export const opsgenieVendor: Vendor = {
  kind: 'opsgenie',
  to: url => ({ apiKey: 'eb243592-faa2-4ba2-a551q-1afdf565c889', serverUrl: url }),
  secret: 'eb243592-faa2-4ba2-a551q-1afdf565c889',
  answering(request) {
    const no = (status: number, message: string) => ({
      status,
      text: JSON.stringify({ message, took: 0.001 }),
    })
    const good = {
      status: 202,
      text: '{"result":"Request will be processed","took":0.3,"requestId":"43a29c5c"}',
    }
    if (request.headers.authorization !== 'GenieKey eb243592-faa2-4ba2-a551q-1afdf565c889') {
      return no(403, 'You are not authorized')
    }
    if (request.method !== 'POST' || !isJson(request)) return no(422, 'Request body is not processable.')
    const isChange = /^\/v2\/alerts\/[^/?]+\/(?:close|acknowledge)\?identifierType=alias$/.test(request.path)
    if (!isChange && request.path !== '/v2/alerts') return no(404, 'no such resource')
    return strictly(isChange ? changeSchema : createSchema, good, why => no(422, why))(json(request.text))
  },
  shown({ text, path }) {
    if (path !== '/v2/alerts') return [changeSchema.parse(json(text)).note ?? '']
    const { message, description = '', entity = '', tags = [] } = createSchema.parse(json(text))
    const texts = [message, description, entity, ...tags]
    if (texts.some(own => /<|>/.test(own))) throw new Error('Opsgenie would read HTML.')
    return texts
  },
}

export const VENDORS: readonly Vendor[] = [
  slackVendor,
  discordVendor,
  teamsVendor,
  telegramVendor,
  ntfyVendor,
  gotifyVendor,
  pushoverVendor,
  pagerDutyVendor,
  opsgenieVendor,
]

/** All that a reader would see of a request, with what only joins letters taken out. */
export const readAloud = (vendor: Vendor, request: WebhookRequest): string =>
  unjoined(vendor.shown(request).join('\n'))
