import { Switch } from '@mantine/core'
import type { FieldInputProps } from './field-input.ts'
import { useFormScope } from './form-scope.ts'

/** Yes or no. */
export function SwitchInput({ field, value, onChange, path }: FieldInputProps) {
  const { error, readOnly } = useFormScope(path)
  return (
    <Switch
      label={field.title}
      {...(field.description === '' ? {} : { description: field.description })}
      {...(error === undefined ? {} : { error })}
      checked={typeof value === 'boolean' ? value : field.default === true}
      disabled={readOnly}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  )
}
