import { z } from 'zod'

/** How much an alert asks of a person (report: "System alert"). */
export const ALERT_LEVELS = ['info', 'warning', 'critical'] as const
export const alertLevelSchema = z.enum(ALERT_LEVELS)
export type AlertLevel = z.infer<typeof alertLevelSchema>

/** Urgency for sorting, most urgent first. */
export const ALERT_LEVEL_ORDER: Readonly<Record<AlertLevel, number>> = { critical: 0, warning: 1, info: 2 }

/** The more urgent of two levels. */
export function moreUrgent(a: AlertLevel, b: AlertLevel): AlertLevel {
  return ALERT_LEVEL_ORDER[a] <= ALERT_LEVEL_ORDER[b] ? a : b
}

/** Whether a level is at least as urgent as another. */
export function isAtLeast(level: AlertLevel, least: AlertLevel): boolean {
  return ALERT_LEVEL_ORDER[level] <= ALERT_LEVEL_ORDER[least]
}
