import { STATUS_ORDER, type Status } from '#shared/status.ts'
import { LocalTime } from './local-time.ts'
import type { ReportSource } from './report-format.ts'

const HOUR_MS = 3_600_000

const LEVEL_WORDS: Readonly<Record<ReportSource['level'], string>> = {
  raw: 'single results',
  minute: '1-minute steps',
  'ten-minutes': '10-minute steps',
  hour: '1-hour steps',
  day: 'steps of a day',
}

/** What a report is about, as pairs of a label and words; the first is its title. */
export function aboutReport(source: ReportSource): readonly (readonly [string, string])[] {
  const { request, madeAt, health, host, version, level, timeZone } = source
  const local = new LocalTime(timeZone)
  return [
    ['Traylight report', ''],
    ['Machine', host],
    ['Period', periodWords(source)],
    ['Made', `${local.stamp(madeAt)} (${local.timeZone})`],
    ['Now', health.line === '' ? statusWord(health.status) : health.line],
    ['Watched', watchedWords(source)],
    ['Chosen', request.monitors === null ? 'Everything that is watched' : request.monitors.join(', ')],
    ['History', LEVEL_WORDS[level]],
    ['Traylight', version],
  ]
}

/** `23 Mar 00:00 to 30 Mar 2026 00:00 (Europe/Berlin)`. */
export function periodWords({ request, madeAt, timeZone }: ReportSource): string {
  const local = new LocalTime(timeZone)
  const yearAgo = request.toMs - 366 * 86_400_000
  const from = local.moment(request.fromMs, madeAt)
  return `${from} to ${local.day(request.toMs, yearAgo)} ${local.clock(request.toMs)} (${local.timeZone})`
}

export function levelWords(level: ReportSource['level']): string {
  return LEVEL_WORDS[level]
}

/** How many things are watched, and how many of them have which status, worst first. */
export function watchedWords({ health }: ReportSource): string {
  const statuses = [
    ...health.monitors.map(({ status }) => status),
    ...health.backends.flatMap(({ status, services }) => [
      status,
      ...services.map(service => service.status),
    ]),
  ]
  const counts = Map.groupBy(statuses, status => status)
  const words = [...counts]
    .sort(([a], [b]) => STATUS_ORDER[a] - STATUS_ORDER[b])
    .map(([status, all]) => `${all.length} ${status}`)
  return words.length === 0 ? 'Nothing' : words.join(', ')
}

/** How it is when a report is made; what that is about may be long over, and then it says that this is now. */
export function presentWord({ health, request, madeAt }: ReportSource): string {
  const word = statusWord(health.status)
  return madeAt - request.toMs > HOUR_MS ? `${word} now` : word
}

export const statusWord = (status: Status): string => `${status.charAt(0).toUpperCase()}${status.slice(1)}`
