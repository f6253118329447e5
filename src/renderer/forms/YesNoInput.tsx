import { Select } from '@mantine/core'
import type { FieldInputProps } from './field-input.ts'
import { useFormScope } from './form-scope.ts'
import { inputProps } from './input-props.ts'

const YES = 'yes'
const NO = 'no'
const CHOICES = [
  { value: YES, label: 'Yes' },
  { value: NO, label: 'No' },
]

/** Yes or no, or neither, which means something of its own: "yes on this desktop". */
export function YesNoInput({ field, value, onChange, path }: FieldInputProps) {
  const { error, readOnly } = useFormScope(path)
  return (
    <Select
      {...inputProps(field, error)}
      data={CHOICES}
      value={typeof value === 'boolean' ? (value ? YES : NO) : null}
      placeholder={field.whenEmpty}
      clearable={typeof value === 'boolean' && !readOnly}
      clearButtonProps={{ 'aria-label': `Clear ${field.title}` }}
      disabled={readOnly}
      onChange={next => onChange(next === null ? undefined : next === YES)}
    />
  )
}
