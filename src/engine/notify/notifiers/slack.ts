import { z } from 'zod'
import { cutEscaped } from '../cut-text.ts'
import { escapeMarkup } from '../escape-markup.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { webAddress } from './target-fields.ts'

const schema = z.strictObject({
  url: webAddress.meta({
    title: 'Webhook address',
    description: 'It begins with https://hooks.slack.com/services/.',
    secret: true,
  }),
})
type SlackTarget = z.infer<typeof schema>

/** Limits of Block Kit, in characters (https://docs.slack.dev/reference/block-kit/blocks). */
const HEADER_LENGTH = 150
const SECTION_LENGTH = 3000
const FALLBACK_LENGTH = 1000

/** What Slack says in plain words when it refuses (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
const REMEDIES: Readonly<Record<string, string>> = {
  no_service: 'The webhook was deleted or switched off: make a new one.',
  invalid_token: 'The address is not that of a webhook: copy it anew.',
  channel_not_found: 'The channel is gone: make a webhook for another.',
  channel_is_archived: 'The channel is archived: make a webhook for another.',
  action_prohibited: 'An administrator forbids it: ask them, or use another channel.',
}

/** Posts to a channel of Slack through an incoming webhook. */
export const slackNotifier = defineNotifier<SlackTarget>({
  kind: 'slack',
  title: 'Slack',
  summary: 'Posts to a channel of Slack.',
  setUp:
    'At api.slack.com/apps make an app, switch on Incoming Webhooks, add one for the channel, and copy its address.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { url }, context) {
    const { title, body, footer } = unlinkedWords(message, context)
    // Every text object wants &, < and > escaped; a plain one knows no other markup.
    const plain = (text: string, length: number) => ({
      ...{ type: 'plain_text', emoji: false },
      text: cutEscaped(text, length, escapeMarkup),
    })
    await postJson(
      {
        ...{ title: 'Slack', url, secrets: [url] },
        json: {
          text: cutEscaped(`${title}\n${body}`.trim(), FALLBACK_LENGTH, escapeMarkup),
          ...{ mrkdwn: false, link_names: false, unfurl_links: false, unfurl_media: false },
          blocks: [
            { type: 'header', text: plain(title, HEADER_LENGTH) },
            ...(body === '' ? [] : [{ type: 'section', text: plain(body, SECTION_LENGTH) }]),
            { type: 'context', elements: [plain(footer, SECTION_LENGTH)] },
          ],
        },
        remedy: (_, text) => REMEDIES[text.trim()],
      },
      context,
    )
  },
})
