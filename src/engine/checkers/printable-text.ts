import { stripVTControlCharacters } from 'node:util'

/** Text without what a terminal or a reader could be fooled by: escape sequences, control and direction characters. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]|[\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu, '')
}

/** At most `length` characters, the last one an ellipsis where something was left out. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
}

/** A foreign text as one printable line of at most `length` characters; empty where nothing of it can be shown. */
export function oneLine(text: string, length: number): string {
  return shorten(printable(text).replaceAll(/\s+/g, ' ').trim(), length)
}
