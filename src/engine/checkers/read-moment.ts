/** A moment as a document gave it. */
export interface ReadMoment {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** It named its time zone; a text without one is taken as UTC, which is what servers mean by it. */
  readonly zoned: boolean
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/i
const NUMBER = /^\d{9,14}(?:\.\d{1,9})?$/

/** Numbers below are no moments, but counts and durations: seconds since the epoch from March 1973 on. */
const EARLIEST_SECONDS = 100_000_000
/** From here on, numbers are milliseconds: as seconds they would be in the year 5138. */
const EARLIEST_MILLISECONDS = 100_000_000_000
const LATEST_MILLISECONDS = 100_000_000_000_000

/**
 * Reads a moment: ISO 8601 (`2025-09-21T10:30:00Z`, `2025-09-21 12:30:00.5+02:00`, `2025-09-21`), or seconds or
 * milliseconds since the epoch, as a number or in a text. Undefined for anything else.
 */
export function readMoment(value: unknown): ReadMoment | undefined {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return NUMBER.test(text) ? fromNumber(Number(text)) : fromIso(text)
}

function fromNumber(value: number): ReadMoment | undefined {
  if (!(value >= EARLIEST_SECONDS && value < LATEST_MILLISECONDS)) return undefined
  return { at: value < EARLIEST_MILLISECONDS ? value * 1000 : value, zoned: true }
}

function fromIso(text: string): ReadMoment | undefined {
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = ''] =
    ISO.exec(text) ?? []
  if (whole === undefined) return undefined
  // Date rolls 31 February over into March; only what is written the same again was a date.
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const at = Date.parse(`${plain}Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, plain.length) !== plain) return undefined
  const offsetMinutes = readOffset(zone)
  return { at: at + Number(`0.${fraction}`) * 1000 - offsetMinutes * 60_000, zoned: zone !== '' }
}

/** Minutes ahead of UTC: `+02:00`, `+0200` and `+02` are 120, `Z` is 0. */
function readOffset(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  const offset = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -offset : offset
}
