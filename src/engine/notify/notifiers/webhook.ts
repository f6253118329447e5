import { z } from 'zod'
import { fillTemplate, templateProblem } from '../body-template.ts'
import { notificationDocument } from '../notification-document.ts'
import { defineNotifier } from '../notifier.ts'
import { postMessage } from '../post-message.ts'
import { webAddress } from './target-fields.ts'

/** Sent by whoever sends, so that a body is read as what it is. */
const OWN_HEADERS = ['content-length', 'content-type', 'host', 'transfer-encoding', 'connection']

const schema = z
  .strictObject({
    url: webAddress.meta({ title: 'Address', secret: true }),
    method: z.enum(['POST', 'PUT']).default('POST').meta({ title: 'Method', advanced: true }),
    headers: z
      .record(
        z
          .string()
          .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'This is no name of a header.')
          .refine(name => !OWN_HEADERS.includes(name.toLowerCase()), 'This header is set by Traylight.'),
        z
          .string()
          .regex(/^[^\r\n\0]*$/, 'A header is one line. Take the line breaks out.')
          .meta({ secret: true }),
      )
      .optional()
      .meta({ title: 'Headers', description: 'Such as Authorization.', secret: true }),
    contentType: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w."-]+)*$/, 'Give a content type, such as application/json.')
      .default('application/json')
      .meta({ title: 'Content type', advanced: true }),
    body: z.string().max(20_000).optional().meta({
      title: 'Body',
      description: 'With {{title}}, {{body}}, {{level}}, {{json incidents}} and more in it.',
      whenEmpty: 'the whole message as JSON',
      multiline: true,
      advanced: true,
    }),
  })
  .superRefine(({ body, contentType }, ctx) => {
    const problem = body === undefined || body === '' ? null : templateProblem(body, contentType)
    if (problem !== null) ctx.addIssue({ code: 'custom', message: problem, path: ['body'], input: body })
  })
type WebhookTarget = z.infer<typeof schema>

/** Posts messages to an address of your own, as JSON or as a template says. */
export const webhookNotifier = defineNotifier<WebhookTarget>({
  kind: 'webhook',
  title: 'Webhook',
  summary: 'Posts to an address of your own, as JSON or after a template.',
  setUp: 'Give an address that takes a POST. docs/notifiers.md has what is sent.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { url, method, headers = {}, contentType, body }, context) {
    const document = notificationDocument(message, context)
    const written = body ? fillTemplate(body, document, contentType) : JSON.stringify(document)
    const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
    await postMessage(
      {
        ...{ title: 'The webhook', url, method, contentType, body: written },
        headers: { 'idempotency-key': idempotencyKey(message.id), ...Object.fromEntries(own) },
        secrets: [url, ...Object.values(headers)],
      },
      context,
    )
  },
})

/** A structured header's text (draft-ietf-httpapi-idempotency-key-header): printable ASCII between quotes. */
function idempotencyKey(id: string): string {
  return `"${id.replaceAll(/[^\x20-\x7e]|["\\]/g, '-').slice(0, 200)}"`
}
