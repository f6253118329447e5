import type { AlertRule } from '#shared/alert-config.ts'
import { formatDuration } from '#shared/format-duration.ts'

/** How long a rule must hold, and whom it tells where that is not as usual: "after 5 min", "only listed", "tells Slack". */
export function ruleWords(rule: AlertRule, notifierNames: ReadonlyMap<string, string>): readonly string[] {
  const after = rule.forSeconds > 0 ? [`after ${formatDuration(rule.forSeconds * 1000)}`] : []
  if (!rule.notify) return [...after, 'only listed']
  if (rule.notifiers.length === 0) return after
  const names = rule.notifiers.map(id => notifierNames.get(id) ?? `${id}, which does not exist`)
  return [...after, `tells ${names.join(', ')}`]
}
