import type { OverallProblem } from '#shared/views.ts'

/** A problem in one line: whose it is, and why. Many reasons begin with the name already. */
export function problemWords({ name, message }: Pick<OverallProblem, 'name' | 'message'>): string {
  return message.startsWith(name) ? message : `${name}: ${message}`
}
