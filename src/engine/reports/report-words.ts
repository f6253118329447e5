import { formatDuration } from '#shared/format-duration.ts'
import { availability, type SeriesHistory, type StatusTimes } from '#shared/history.ts'
import { amountWords, percentWords } from './amount-words.ts'
import type { Outage, ReportDigest, WatchedRow } from './report-digest.ts'

/** The figures that a report begins with: a number and what it is. */
export function keyFigures(
  digest: ReportDigest,
): readonly { readonly value: string; readonly label: string }[] {
  const { rows, outageCount, outageMs, overdrawn } = digest
  const counted = rows.filter(({ slo }) => slo.availability !== null).length
  return [
    { value: percentWords(digest.availability), label: 'available, everything together' },
    { value: String(outageCount), label: outageCount === 1 ? 'outage' : 'outages' },
    { value: outageCount === 0 ? '–' : formatDuration(outageMs), label: 'of outages, added up' },
    { value: `${counted - overdrawn} of ${counted}`, label: 'met their objective' },
  ]
}

/** The cells of a row of the table of outages, as `OUTAGE_TITLES` has them. */
export function outageWords(outage: Outage, { local, source }: ReportDigest): readonly string[] {
  const { fromMs, untilMs, isOver, name, message } = outage
  const lasted = formatDuration(untilMs - fromMs)
  return [
    ...[name, local.moment(fromMs, source.request.toMs), isOver ? lasted : `${lasted}, not over`],
    message,
  ]
}

export const OUTAGE_TITLES = ['What', 'Since', 'How long', 'Why'] as const

/** The numbers of a row of the uptime table, after its name and before its band. */
export function uptimeWords({ availability: share, times, slo, summary }: WatchedRow): readonly string[] {
  const left = slo.availability === null ? '–' : signedDuration(slo.leftMs)
  return [
    ...[percentWords(share), times.unhealthyMs === 0 ? '–' : formatDuration(times.unhealthyMs)],
    ...[`${slo.percent} %`, left],
    ...[amountWords(summary?.p50 ?? null, 'ms'), amountWords(summary?.p95 ?? null, 'ms')],
  ]
}

export const UPTIME_TITLES = ['Available', 'Down', 'Objective', 'Budget left', 'p50', 'p95'] as const

/** What is said under the name of a chart. */
export function chartWords({ availability: share, summary }: WatchedRow): string {
  const typical = amountWords(summary?.p50 ?? null, 'ms')
  return `${percentWords(share)} available · typically ${typical} · p95 ${amountWords(summary?.p95 ?? null, 'ms')}`
}

/** What is said under the name of a metric's chart. */
export function metricWords({ kind, id, unit }: SeriesHistory, { source }: ReportDigest): string {
  const summary = source.summaries.find(one => one.kind === kind && one.id === id)
  const { min = null, p50 = null, max = null } = summary ?? {}
  return `Typically ${amountWords(p50, unit)}, from ${amountWords(min, unit)} to ${amountWords(max, unit)}`
}

/** What the table says nothing about, where there is something. */
export function uncountedWords({ rows, source }: ReportDigest): string | null {
  const of = (pick: (row: WatchedRow) => number) => Math.max(0, ...rows.map(pick))
  const { request, madeAt } = source
  const rangeMs = Math.min(request.toMs, madeAt) - request.fromMs
  const before = of(({ times }) => rangeMs - spanned(times))
  const parts = [
    // A part of a percent is how far apart checks are.
    [before > rangeMs / 100 ? before : 0, 'something was not watched yet'],
    [of(({ times }) => times.unwatchedMs), 'Traylight did not run'],
    [of(({ times }) => times.unknownMs), 'a status was not known'],
    [of(({ times }) => times.excusedMs), 'something was muted, in maintenance or paused'],
  ] as const
  const words = parts.filter(([ms]) => ms > 0).map(([ms, what]) => `for up to ${formatDuration(ms)} ${what}`)
  if (words.length === 0) return null
  return `Not counted either way: ${words.join('; ')}.`
}

/** From when it was first watched on, in ms. */
function spanned(times: StatusTimes): number {
  const { healthyMs, degradedMs, unhealthyMs, unknownMs, excusedMs, unwatchedMs } = times
  return healthyMs + degradedMs + unhealthyMs + unknownMs + excusedMs + unwatchedMs
}

export const HOW_TO_READ = [
  'Available: the share of the time in which it was healthy or degraded, of the time in which it was known and counted. Rounded down.',
  'Objective and budget: how much of its days it should be available, and how long it may still be down before that is missed. Below zero it is missed.',
  'Typically and p95: half of the answers were faster than the first, 95 of 100 faster than the second. In charts the line is the first, the area reaches up to the second, and where nothing was measured there is a gap.',
] as const

export const BAND_LEGEND = [
  ['unhealthy', 'unhealthy (full height)'],
  ['degraded', 'degraded'],
  ['unknown', 'not known'],
  ['excused', 'muted, in maintenance or paused'],
  ['healthy', 'healthy (low)'],
] as const

/** How something fared, for those who do not see its band. */
export function bandWords({ times, name }: WatchedRow): string {
  const { healthyMs, degradedMs, unhealthyMs, unknownMs, excusedMs, unwatchedMs } = times
  const parts = [
    [healthyMs, 'healthy'],
    [degradedMs, 'degraded'],
    [unhealthyMs, 'unhealthy'],
    [unknownMs, 'not known'],
    [excusedMs, 'not counted'],
    [unwatchedMs, 'not watched'],
  ] as const
  const words = parts.filter(([ms]) => ms > 0).map(([ms, word]) => `${word} ${formatDuration(ms)}`)
  return `${name}: ${availability(times) === null ? 'nothing is known' : words.join(', ')}`
}

function signedDuration(ms: number): string {
  return ms < 0 ? `−${formatDuration(-ms)}` : formatDuration(ms)
}
