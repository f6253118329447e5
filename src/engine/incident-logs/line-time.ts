/** Months as syslog has them (RFC 3164). */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-11-24T16:05:01.123Z`, with a space for the T, with or without fraction and offset. */
const ISO = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?/
/** `Nov 24 16:05:01`: without a year. */
const SYSLOG = /([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/
/** `24/Nov/2026:16:05:01 +0000`, as web servers write it. */
const WEB_SERVER = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/
/** `"time":1795536301123`, as structured loggers write it; also in seconds. */
const EPOCH = /"(?:time|ts|timestamp)"\s*:\s*(\d{10}(?:\d{3})?)(?:\.\d+)?\b/
/** A line begins with its time, or soon after. In characters. */
const LOOKED_AT = 200

/**
 * When a line was written, in ms since the epoch; null where it does not say. A time without a zone is that of this
 * machine; one without a year is the latest that is not after `now`.
 */
export function lineTime(line: string, now: number): number | null {
  const text = line.slice(0, LOOKED_AT)
  return isoTime(text) ?? webServerTime(text) ?? syslogTime(text, now) ?? epochTime(text)
}

function isoTime(text: string): number | null {
  const [, year, month, day, hour, minute, second, fraction = '0', zone] = ISO.exec(text) ?? []
  if (second === undefined) return null
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`
  const at = Date.parse(zone === undefined ? clock : `${clock}${zone.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(at) ? null : at
}

function webServerTime(text: string): number | null {
  const [, day, month = '', year, hour, minute, second, zone = ''] = WEB_SERVER.exec(text) ?? []
  if (second === undefined) return null
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0')
  const at = Date.parse(
    `${year}-${number}-${day}T${hour}:${minute}:${second}${zone.slice(0, 3)}:${zone.slice(3)}`,
  )
  return Number.isNaN(at) ? null : at
}

function syslogTime(text: string, now: number): number | null {
  const [, month = '', day, hour, minute, second] = SYSLOG.exec(text) ?? []
  const index = MONTHS.indexOf(month)
  if (second === undefined || index < 0) return null
  const year = new Date(now).getFullYear()
  const inYear = (of: number) =>
    new Date(of, index, Number(day), Number(hour), Number(minute), Number(second)).getTime()
  // A day ahead may be a clock that is a little fast; more is last year's.
  return inYear(year) > now + 86_400_000 ? inYear(year - 1) : inYear(year)
}

function epochTime(text: string): number | null {
  const [, digits] = EPOCH.exec(text) ?? []
  if (digits === undefined) return null
  return digits.length > 10 ? Number(digits) : Number(digits) * 1000
}
