import { oneLine } from '../checkers/printable-text.ts'

const MAX_LENGTH = 120

/** Words that say that something is checked, not what. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(['check', 'connection', 'health', 'service', 'status'])

/** Names under which the same thing is known, each with the one it is compared by. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['pg', 'postgres'],
  ['psql', 'postgres'],
  ['postgresql', 'postgres'],
  ['mongodb', 'mongo'],
  ['websockets', 'websocket'],
])

/** A reported name as it is shown: one line, no control characters, at most 120 characters; may become empty. */
export function shownName(name: string): string {
  return oneLine(name, MAX_LENGTH)
}

/** The words of a name in lower case: of `PusherChannels`, `pusher_channels` and `Pusher channels` the same. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
}

/** What two names of the same service have in common: "PostgreSQL", `postgres` and `postgresql_connection` are one. */
export function sameName(name: string): string {
  const words = wordsOf(name)
  const telling = words.filter(word => !EMPTY_WORDS.has(word))
  const key = (telling.length > 0 ? telling : words).map(word => SAME.get(word) ?? word).join('')
  return SAME.get(key) ?? (key || name)
}
