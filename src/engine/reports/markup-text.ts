const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** What XML 1.0 cannot hold, escaped or not: control characters, halves of surrogate pairs, two non-characters. */
const IMPOSSIBLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu
/** They turn the text around them about, also beyond the element: in a report only isolates may. */
const DIRECTION = /[\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu

/** Text for XML and HTML, in elements and attributes: escaped, without what neither can hold. */
export function markupText(text: string): string {
  return text.replaceAll(IMPOSSIBLE, '').replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? character)
}

/** The same for a reader's eyes: without characters that turn the direction of what follows. */
export function shownText(text: string): string {
  return markupText(text.replaceAll(DIRECTION, ''))
}
