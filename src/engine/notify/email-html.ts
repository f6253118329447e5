import type { AlertMessage } from './alert-message.ts'
import { escapeMarkup } from './escape-markup.ts'
import { type MessageWords, messageColour, momentWords } from './message-words.ts'

const MOST_ROWS = 50

/**
 * A message as the HTML of an e-mail: words in a frame of the message's colour, and a table of its incidents where there
 * are several. Everything is escaped; there are no pictures, no links and nothing that is fetched.
 */
export function emailHtml(message: AlertMessage, { title, body, footer }: MessageWords): string {
  const paragraph = (text: string, style: string) =>
    text === '' ? '' : `<p style="margin:0 0 12px;${style}">${lines(text)}</p>`
  return [
    '<!doctype html><html><body style="margin:0;padding:16px;font:14px/1.5 system-ui,sans-serif;color:#222;background:#fff">',
    `<div style="border-left:4px solid ${messageColour(message)};padding:4px 0 4px 16px">`,
    paragraph(title, 'font-size:18px;font-weight:600'),
    paragraph(body, ''),
    message.incidents.length > 1 ? table(message) : '',
    paragraph(footer, 'font-size:12px;color:#666'),
    '</div></body></html>',
  ].join('')
}

const lines = (text: string): string => escapeMarkup(text).replaceAll('\n', '<br>')

function table({ incidents }: AlertMessage): string {
  const cell = (text: string) => `<td style="padding:2px 12px 2px 0;vertical-align:top">${lines(text)}</td>`
  const rows = incidents
    .slice(0, MOST_ROWS)
    .map(({ name, status, message, startedAt }) =>
      [cell(name), cell(status), cell(momentWords(startedAt)), cell(message)].join(''),
    )
  const more = incidents.length - rows.length
  const rest = more > 0 ? `<tr><td colspan="4">and ${more} more</td></tr>` : ''
  const body = rows.map(row => `<tr>${row}</tr>`).join('')
  return `<table style="border-collapse:collapse;margin:0 0 12px;font-size:13px">${body}${rest}</table>`
}
