/** What is wrong with a condition, in a sentence; null where nothing is. */
export function conditionProblem(text: string): string | null {
  return text.trim() === '' ? 'Say when it is an alert, such as: status = unhealthy.' : null
}
