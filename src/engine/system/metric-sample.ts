import type { MetricGroup } from '#shared/views.ts'

/** One number of this machine as it was read, before it is stamped with its moment. */
export interface Reading {
  /** Stable: `cpu`, `cpu.core.0`, `memory`, `disk:/var`, `network.up:eth0` ... */
  readonly id: string
  readonly name: string
  readonly group: MetricGroup
  /** `%`, `B/s`, `°C`, `s` or empty for a plain number. */
  readonly unit: string
  /** null where it could not be measured this time: a gap, never 0. */
  readonly value: number | null
  /** A few words beside the value: "5.2 of 16 GiB". */
  readonly detail: string
}

/** A reading and when it was taken, in ms since the epoch. It says nothing about status: thresholds are not its business. */
export interface MetricSample extends Reading {
  readonly sampledAt: number
}

/** A share in percent with one decimal, kept within 0 to 100; null of nothing. */
export function percentOf(part: number, whole: number): number | null {
  if (!(whole > 0) || !Number.isFinite(part)) return null
  return Math.round(Math.min(1, Math.max(0, part / whole)) * 1000) / 10
}
