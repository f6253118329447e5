import type { Details, DetailValue } from '#shared/views.ts'
import { printable, shorten } from '../checkers/printable-text.ts'

const MAX_DEPTH = 4
const MAX_MEMBERS = 50
const MAX_TEXT = 500
const MAX_NAME = 80
/** Values in one set of details, all levels together: what a person may still read. */
const MAX_VALUES = 200

/**
 * Details out of a foreign document: at most four levels, fifty members each and two hundred values in all, texts cut
 * and without control characters. What is left out is replaced by an ellipsis.
 */
export function boundedDetails(members: Readonly<Record<string, unknown>>): Details {
  const room = { left: MAX_VALUES }
  return boundedMembers(members, 1, room)
}

interface Room {
  left: number
}

function boundedMembers(members: Readonly<Record<string, unknown>>, depth: number, room: Room): Details {
  const bounded: [string, DetailValue][] = []
  for (const name of Object.keys(members).slice(0, MAX_MEMBERS)) {
    if (room.left <= 0) break
    bounded.push([shorten(printable(name), MAX_NAME), boundedValue(members[name], depth, room)])
  }
  return Object.fromEntries(bounded)
}

function boundedValue(value: unknown, depth: number, room: Room): DetailValue {
  room.left--
  if (typeof value === 'string') return shorten(printable(value), MAX_TEXT)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return '…'
  if (!Array.isArray(value)) return boundedMembers(Object.fromEntries(Object.entries(value)), depth + 1, room)
  const items: DetailValue[] = []
  for (const item of value.slice(0, MAX_MEMBERS)) {
    if (room.left <= 0) break
    items.push(boundedValue(item, depth + 1, room))
  }
  return items
}
