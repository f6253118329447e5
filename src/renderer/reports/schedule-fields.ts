import { ENDPOINT_TEST_FORMATS } from '#shared/report-config.ts'
import type { ReportFormatKind } from '#shared/reports.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import type { FormValue } from '../forms/form-value.ts'
import { isRecord } from '../forms/record.ts'

/** The fields of a schedule's form: those that mean something with what is chosen so far. */
export function scheduleFields(
  section: unknown,
  formats: readonly ReportFormatKind[],
  value: FormValue,
): readonly Field[] {
  const isTests = value.what === 'endpoint-tests'
  const every = value.every ?? 'weekly'
  const hidden = new Set([
    ...(every === 'weekly' ? [] : ['weekday']),
    ...(every === 'monthly' ? [] : ['day']),
    ...(isTests ? ['covers', 'monitors'] : ['url']),
  ])
  const options = isTests
    ? ENDPOINT_TEST_FORMATS.map(name => ({ value: name, label: name }))
    : formats.map(({ name, title }) => ({ value: name, label: title }))
  return fieldsOf(isRecord(section) ? section.items : undefined)
    .filter(({ key }) => !hidden.has(key))
    .map(field => {
      if (field.key === 'id') return { ...field, required: false }
      if (field.key !== 'format') return field
      const byDefault = isTests ? 'text' : 'html'
      return { ...field, description: '', default: byDefault, shape: { type: 'choice', options } }
    })
}
