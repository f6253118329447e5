import type { BackendFormat, HealthAnswer } from './format.ts'

/**
 * The format to read an answer in: the first that recognises it where `wanted` is `auto`, else the one of that name.
 * Undefined where there is none, or where the answer is not in it.
 */
export function detectFormat(
  answer: HealthAnswer,
  wanted: string,
  formats: readonly BackendFormat[],
): BackendFormat | undefined {
  return formats.find(format => (wanted === 'auto' || wanted === format.name) && format.recognises(answer))
}
