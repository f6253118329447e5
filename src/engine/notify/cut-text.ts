import { printable } from '../checkers/printable-text.ts'

/**
 * A text for a field of limited length: at most `length` UTF-16 units (which no way of counting makes more), with an
 * ellipsis where something was left out. No character is cut in two, and half ones that came so are replaced.
 */
export function cutText(text: string, length: number): string {
  return cutEscaped(text, length, character => character)
}

/** The same where each character is written as something longer: what is written stays within `length`. */
export function cutEscaped(text: string, length: number, write: (character: string) => string): string {
  let written = ''
  let fitting = ''
  // Half characters first, or the iteration would hand them on.
  for (const character of text.toWellFormed()) {
    written += write(character)
    if (written.length > length) return `${fitting.trimEnd()}…`.slice(0, length)
    if (written.length < length) fitting = written
  }
  return written
}

/** The same counted in bytes of UTF-8. */
export function cutBytes(text: string, bytes: number): string {
  const whole = text.toWellFormed()
  if (Buffer.byteLength(whole) <= bytes) return whole
  let fitting = ''
  let used = Buffer.byteLength('…')
  for (const character of whole) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    fitting += character
  }
  return bytes < Buffer.byteLength('…') ? '' : `${fitting.trimEnd()}…`
}

/** Foreign text that goes to people elsewhere: no control or direction characters, no half characters, no empty lines at its ends. */
export function cleanText(text: string): string {
  return printable(text.toWellFormed()).trim()
}

/** A character that is not seen and joins what stands on its sides, so that they are no mention and no address. */
const JOINER = '\u2060'

/**
 * Text in which nothing is taken for a mention or an address by those who look for them in plain text: `@name`, `#name`,
 * `/command`, `https://…`, `www.…`, `name.example`. It reads the same.
 */
export function withoutAutoLinks(text: string): string {
  return text
    .replaceAll(/[@＠#＃](?=[\p{L}\p{N}_])/gu, `$&${JOINER}`)
    .replaceAll(/:(?=\/\/)|(?<![\p{L}\p{N}/])\/(?=[\p{L}_])/gu, `$&${JOINER}`)
    .replaceAll(/\.(?=\p{L}{2})/gu, `$&${JOINER}`)
}
