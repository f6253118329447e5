import { Select } from '@mantine/core'
import type { FieldInputProps } from './field-input.ts'
import type { Option } from './fields.ts'
import { useFormScope } from './form-scope.ts'
import { inputProps } from './input-props.ts'

/** One of a few. Without a choice the default shows as the placeholder. */
export function ChoiceInput(props: FieldInputProps & { readonly options: readonly Option[] }) {
  const { field, value, onChange, path, options } = props
  const { error, readOnly } = useFormScope(path)
  const chosen = options.find(option => option.value === value)
  const byDefault = options.find(option => option.value === field.default)
  // Where there is a default it is one of the choices, and nothing is never what holds.
  const clearable = !field.required && field.default === undefined
  return (
    <Select
      {...inputProps(field, error)}
      data={options.map(option => ({ value: String(option.value), label: option.label }))}
      value={chosen === undefined ? null : String(chosen.value)}
      placeholder={byDefault?.label ?? 'Choose'}
      allowDeselect={clearable}
      clearable={clearable && chosen !== undefined && !readOnly}
      clearButtonProps={{ 'aria-label': `Clear ${field.title}` }}
      disabled={readOnly}
      onChange={next => onChange(options.find(option => String(option.value) === next)?.value)}
    />
  )
}
