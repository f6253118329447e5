const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Plain text for where the desktop reads markup: bodies of notifications and descriptions of tooltips. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>]/g, character => ESCAPES[character] ?? character)
}
