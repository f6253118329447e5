import { parseCondition } from './parse-condition.ts'

/** What is wrong with a condition, in a sentence; null where nothing is. */
export function conditionProblem(text: string): string | null {
  const parsed = parseCondition(text)
  return parsed.ok ? null : parsed.message
}
