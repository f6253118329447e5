import { formatDuration } from '#shared/format-duration.ts'
import type { StatusTimes, UptimeRow } from '#shared/history.ts'
import { formatUptime } from '../format/format-uptime.ts'

const DAY_MS = 86_400_000
/** Below this share of a window it is said how much of it is known. */
const NEARLY_ALL = 0.98

/** Availability in words, and a dash where nothing is known. */
export const availabilityWords = formatUptime

/** How long it was unhealthy, where it was: ", unhealthy for 12 min". */
export function outageWords({ unhealthyMs }: StatusTimes): string {
  return unhealthyMs > 0 ? `, unhealthy for ${formatDuration(unhealthyMs)}` : ''
}

/** Time that counts: in which it was watched, nothing excused it, and its status was known. Milliseconds. */
export function knownMs({ healthyMs, degradedMs, unhealthyMs }: StatusTimes): number {
  return healthyMs + degradedMs + unhealthyMs
}

/** How much of a window is known, in percent rounded down; null where it is nearly all. */
export function knownShare(times: StatusTimes, windowMs: number): number | null {
  const share = knownMs(times) / windowMs
  return share >= NEARLY_ALL ? null : Math.floor(share * 100)
}

/** What is beneath a figure of the table that would mislead without it: "known 83 %". */
export function knownNote(times: StatusTimes, windowMs: number): string {
  const share = knownShare(times, windowMs)
  if (share === null || knownMs(times) === 0) return ''
  return share === 0 ? 'known < 1 %' : `known ${share} %`
}

/** All that a window holds, in sentences: how long each, and how much of it is known. */
export function windowWords(times: StatusTimes, windowMs: number): readonly string[] {
  const parts = [
    ['Healthy', times.healthyMs],
    ['Degraded', times.degradedMs],
    ['Unhealthy', times.unhealthyMs],
    ['Unknown', times.unknownMs],
    ['Muted, paused or in maintenance', times.excusedMs],
    ['Not watched', times.unwatchedMs],
  ] as const
  const share = knownShare(times, windowMs)
  return [
    ...parts.filter(([, ms]) => ms > 0).map(([what, ms]) => `${what} for ${formatDuration(ms)}`),
    ...(share === null ? [] : [`Known ${share === 0 ? 'less than 1' : share} % of the time`]),
  ]
}

type Slo = UptimeRow['slo']

/** The part of an error budget that is left, 0 to 1: 0 also where it is overdrawn or there never was any. */
export function budgetLeft({ budgetMs, leftMs }: Slo): number {
  return budgetMs <= 0 ? 0 : Math.max(0, Math.min(1, leftMs / budgetMs))
}

/** An error budget in words: "31 min of 43 min left", "overdrawn by 2 h". */
export function budgetWords({ budgetMs, leftMs, availability: known }: Slo): string {
  if (known === null) return 'nothing known yet'
  if (leftMs < 0) return `overdrawn by ${formatDuration(-leftMs)}`
  if (budgetMs <= 0) return 'none to spend'
  return `${formatDuration(leftMs)} of ${formatDuration(budgetMs)} left`
}

/** How many times faster than the budget allows it was spent within a window: 1 spends it exactly. Null without a budget, or where nothing is known. */
export function burnRate({ budgetMs, days }: Slo, times: StatusTimes, windowMs: number): number | null {
  return budgetMs <= 0 || knownMs(times) === 0
    ? null
    : times.unhealthyMs / windowMs / (budgetMs / (days * DAY_MS))
}

/** A burn rate of the last day in a few words: "24 h: 3.2 × the allowed pace". */
export function burnWords(rate: number | null): string {
  if (rate === null) return ''
  if (rate === 0) return '24 h: none used'
  if (rate < 0.1) return '24 h: hardly any used'
  return `24 h: ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} × the allowed pace`
}

/** When a budget will be used up at the pace of a window, in words; empty where it will not. */
export function lastsWords({ leftMs }: Slo, times: StatusTimes, windowMs: number): string {
  if (leftMs <= 0 || times.unhealthyMs === 0) return ''
  return `At the pace of the last 24 h it lasts ${formatDuration((leftMs / times.unhealthyMs) * windowMs)}.`
}

/** The target in words: "99.9 % over 30 days". */
export function targetWords({ percent, days }: Slo): string {
  return `${Number.isInteger(percent) ? percent : Number(percent.toFixed(3))} % over ${days} ${days === 1 ? 'day' : 'days'}`
}
