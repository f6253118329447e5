/** Spreadsheets take a cell that begins so for a formula (OWASP, "CSV Injection"); full-width signs count as well. */
const FORMULA = /^[\s\0]*[=+\-@\t\r\n＝＋－＠]/
const QUOTED = /[",\r\n]|^\s|\s$/

/**
 * A text as a cell of a CSV file. What a spreadsheet could take for a formula has an apostrophe before it, and so does
 * what begins with one, so that the first of each can be taken away again.
 */
export function csvText(text: string): string {
  const safe = FORMULA.test(text) || text.startsWith("'") ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
