/** What Markdown could take for markup. Letters, digits and spaces need no escape, and get none in any dialect. */
const MARKUP = /[\\`*_~|<>[\](){}#@:+!-]/g

/** Plain text for where Markdown is read: it reads as it stands. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(MARKUP, '\\$&')
}
