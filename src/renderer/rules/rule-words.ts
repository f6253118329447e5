import type { AlertRule } from '#shared/alert-config.ts'
import { formatDuration } from '#shared/format-duration.ts'

/** Whom a rule tells, and how long it must hold: "after 5 min, only listed"; "tells Slack and Pager". */
export function ruleWords(rule: AlertRule, notifierNames: ReadonlyMap<string, string>): string {
  const after = rule.forSeconds > 0 ? `after ${formatDuration(rule.forSeconds * 1000)}, ` : ''
  if (!rule.notify) return `${after}only listed`
  if (rule.notifiers.length === 0) return `${after}told`
  const names = rule.notifiers.map(id => notifierNames.get(id) ?? `${id}, which does not exist`)
  return `${after}tells ${names.join(', ')}`
}
