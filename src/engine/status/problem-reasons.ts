import type { OverallProblem } from '#shared/views.ts'

/**
 * Why problems are problems, a line for each reason: whose it is, unless the reason begins with the name already. Ten
 * monitors of one database fail for one reason, and it is said once.
 */
export function problemReasons(problems: readonly Pick<OverallProblem, 'name' | 'message'>[]): string[] {
  const byReason = new Map<string, string>()
  for (const { name, message } of problems) {
    if (!byReason.has(message))
      byReason.set(message, message.startsWith(name) ? message : `${name}: ${message}`)
  }
  return [...byReason.values()]
}
