import { closestWord } from '#shared/closest-word.ts'
import type { ReportFormat } from './report-format.ts'

/** That there is no such format, and which there are. */
export function closestFormat(name: string, formats: readonly Pick<ReportFormat, 'name'>[]): string {
  const names = formats.map(format => format.name)
  const close = closestWord(name, names)
  const offer = close === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${close}"?`
  return `There is no format "${name}" for reports. ${offer}`
}
