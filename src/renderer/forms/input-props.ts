import type { Field } from './fields.ts'

const DIMMED_ASTERISK = { required: { color: 'var(--mantine-color-dimmed)' } } as const
const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'error', 'description']

/** What all of Mantine's inputs are given for a field: its label, hints, problem, and the order of these. */
export function inputProps(field: Field, error: string | undefined) {
  return {
    label: field.title,
    ...(field.description === '' ? {} : { description: field.description }),
    ...(error === undefined ? {} : { error }),
    withAsterisk: field.required,
    inputWrapperOrder: ORDER,
    styles: DIMMED_ASTERISK,
    autoComplete: 'off',
  }
}

/** A default as the placeholder says it: "30", "GET"; nothing where there is none or it cannot be said shortly. */
export function placeholderOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'string') return String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return ''
}
