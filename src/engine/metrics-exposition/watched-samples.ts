import { statusSchema } from '#shared/status.ts'
import type { Uptime } from '../history/uptime-board.ts'
import type { Watched } from '../status/watched.ts'
import { type FamilySample, known, type Labels, stateSet } from './family.ts'
import type { ResultCounts } from './tally.ts'

/** Something watched, and the labels that say which. */
export interface Labelled {
  readonly labels: Labels
  readonly watched: Watched
}

/** 1 where it answers (healthy or degraded), 0 where it is unhealthy, absent while it is not known. */
export function upSample({ labels, watched }: Labelled): readonly FamilySample[] {
  return known(labels, watched.status === 'unknown' ? null : Number(watched.status !== 'unhealthy'))
}

export function statusSamples({ labels, watched }: Labelled): readonly FamilySample[] {
  return stateSet(labels, statusSchema.options, watched.status)
}

/** How long the last answer took; absent where there was none, or what is known is too old. */
export function responseTimeSample({ labels, watched }: Labelled): readonly FamilySample[] {
  return known(labels, watched.status === 'unknown' ? null : inSeconds(watched.last?.responseTimeMs))
}

export function lastResultSample({ labels, watched }: Labelled): readonly FamilySample[] {
  return known(labels, inSeconds(watched.last?.at))
}

export function sinceSample({ labels, watched }: Labelled): readonly FamilySample[] {
  return known(labels, inSeconds(watched.since))
}

/** Availability of the last 24 h as the history knows it, else as it is remembered here, 0 to 1; absent before the first. */
export function availabilitySample(
  { labels, watched }: Labelled,
  uptime: Uptime | null,
  now: number,
): readonly FamilySample[] {
  const percent = uptime?.uptime24h ?? watched.recent.uptime24h(now)
  return known(labels, percent === null ? null : Number((percent / 100).toPrecision(12)))
}

export function resultSamples(labels: Labels, counts: ResultCounts): readonly FamilySample[] {
  return statusSchema.options.map(result => ({ labels: { ...labels, result }, value: counts[result] }))
}

export function inSeconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : ms / 1000
}
