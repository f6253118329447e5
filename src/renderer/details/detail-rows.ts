import { formatDuration } from '#shared/format-duration.ts'
import type { Details, DetailValue } from '#shared/views.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue, MISSING } from '../format/format-value.ts'
import { keyToWords } from '../forms/key-to-words.ts'

/** One line of a details table: a value, or a heading with lines of its own. */
export interface DetailRow {
  readonly key: string
  readonly label: string
  readonly value: string
  readonly rows: readonly DetailRow[]
}

/** How deep values inside values are opened; below that they are written in one line. */
const DEEPEST = 4
/** How many items of a list are shown. */
const MOST_ITEMS = 50

/** Endings of a key that are its unit, and how a number of it is written. */
const UNITS: readonly (readonly [ending: RegExp, write: (value: number) => string])[] = [
  [/_?ms$|Ms$/, value => formatValue(value, 'ms')],
  [/(_b|B)ytes$|^bytes$/, value => formatValue(value, 'B')],
  [/(_s|S)econds$/, value => formatDuration(value * 1000)],
  [/(_p|P)ercent(age)?$/, value => formatValue(value, '%')],
  [/(_d|D)ays$/, value => `${Math.round(value * 10) / 10} days`],
]
const MOMENT_KEY = /(At|_at|Date|_date|Until|_until|Since|_since|From|_from|Time|_time|timestamp|Timestamp)$/
const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
/** Milliseconds since the epoch from 2001 on: smaller numbers are not taken for moments. */
const EARLIEST_MOMENT = 1_000_000_000_000

/** Details as lines to read: keys as words, bytes, durations, moments and nested values in the operator's terms. */
export function detailRows(details: Details): readonly DetailRow[] {
  return Object.entries(details).map(([key, value]) => rowOf(key, value, 0))
}

function rowOf(key: string, value: DetailValue, depth: number): DetailRow {
  const nested = depth < DEEPEST ? rowsInside(value, depth) : []
  if (nested.length > 0) return { key, label: keyToWords(key), value: '', rows: nested }
  return { key, label: labelOf(key, value), value: valueToText(key, value), rows: [] }
}

function rowsInside(value: DetailValue, depth: number): readonly DetailRow[] {
  if (typeof value !== 'object' || value === null) return []
  if (!isList(value)) return Object.entries(value).map(([key, inner]) => rowOf(key, inner, depth + 1))
  if (value.every(isPlain)) return []
  const rows = value
    .slice(0, MOST_ITEMS)
    .map((item, index) => namedRow(index, item, depth) ?? rowOf(String(index + 1), item, depth + 1))
  const rest = value.length - MOST_ITEMS
  return rest > 0 ? [...rows, { key: 'rest', label: 'More', value: `${rest} more`, rows: [] }] : rows
}

/** An item that has a name or a path stands under that: in one line where there is little else, else in lines of its own. */
function namedRow(index: number, item: DetailValue, depth: number): DetailRow | null {
  if (typeof item !== 'object' || item === null || isList(item)) return null
  const title = 'name' in item ? 'name' : 'path'
  const { [title]: label, ...rest } = item
  if (typeof label !== 'string' || label === '') return null
  const others = Object.entries(rest)
  if (others.length === 0) return null
  const key = String(index)
  if (others.length > 3 || !others.every(([, value]) => isPlain(value))) {
    const rows = depth + 1 < DEEPEST ? rowsInside(rest, depth + 1) : []
    return { key, label, value: rows.length > 0 ? '' : valueToText(key, rest), rows }
  }
  const known = others.filter(([, value]) => value !== null)
  const value = known.map(([name, one]) => valueToText(name, one)).join(', ')
  return { key, label, value: value === '' ? MISSING : value, rows: [] }
}

function isList(value: DetailValue): value is readonly DetailValue[] {
  return Array.isArray(value)
}

function isPlain(value: DetailValue): boolean {
  return typeof value !== 'object' || value === null
}

/** The words for a key, without the unit that its value is written with, also while there is no value. */
function labelOf(key: string, value: DetailValue): string {
  if (typeof value !== 'number' && value !== null) return keyToWords(key)
  const unit = UNITS.find(([ending]) => ending.test(key))
  const bare = unit === undefined ? key : key.replace(unit[0], '')
  return keyToWords(bare === '' ? key : bare)
}

/** A plain value, or a list of them, as one line. */
export function valueToText(key: string, value: DetailValue): string {
  if (value === null || value === '') return MISSING
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return numberToText(key, value)
  if (typeof value === 'string') return stringToText(value)
  if (!isList(value)) {
    const entries = Object.entries(value)
    return entries.length === 0 ? 'None' : JSON.stringify(value)
  }
  if (value.length === 0) return 'None'
  const shown = value.slice(0, MOST_ITEMS).map(item => valueToText(key, item))
  const rest = value.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

function numberToText(key: string, value: number): string {
  const unit = UNITS.find(([ending]) => ending.test(key))
  if (unit !== undefined) return unit[1](value)
  if (MOMENT_KEY.test(key) && value >= EARLIEST_MOMENT) return formatMoment(value)
  if (Number.isInteger(value)) return Math.abs(value) >= 10_000 ? value.toLocaleString() : String(value)
  return String(Number(value.toPrecision(6)))
}

function stringToText(value: string): string {
  if (!ISO_MOMENT.test(value)) return value
  const at = Date.parse(value)
  return Number.isNaN(at) ? value : formatMoment(at)
}
