import type { TimeRange } from '#shared/report-range.ts'
import { zonedTime } from '#shared/zoned-time.ts'

/** Beyond this a name is cut; filesystems take 255 bytes, and old Windows programs 260 for the whole path. */
const MOST_WHAT = 60

/**
 * `traylight-<what>-<from>-<to>.<ext>`, in letters that every filesystem takes. Moments by the clock of the time zone; a
 * day that begins at midnight needs no time.
 */
export function reportFileName(
  what: string,
  { fromMs, toMs }: TimeRange,
  extension: string,
  timeZone: string,
): string {
  const [from, to] = [fromMs, toMs].map(at => momentWords(at, timeZone))
  return `traylight-${plain(what)}-${from}-${to}.${extension}`
}

/** `traylight-<what>-<moment>.<ext>`, for what tells of one moment. */
export function momentFileName(what: string, at: number, extension: string, timeZone: string): string {
  return `traylight-${plain(what)}-${momentWords(at, timeZone)}.${extension}`
}

function plain(what: string): string {
  const safe = what
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MOST_WHAT)
    .replace(/-+$/, '')
  return safe === '' ? 'report' : safe
}

function momentWords(at: number, timeZone: string): string {
  const { year, month, day, hour, minute } = zonedTime(at, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  return hour === 0 && minute === 0 ? date : `${date}_${two(hour)}${two(minute)}`
}
