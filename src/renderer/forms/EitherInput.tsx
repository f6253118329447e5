import { Select, Stack } from '@mantine/core'
import { FieldInput } from './FieldInput.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Alternative } from './fields.ts'
import { useFormScope } from './form-scope.ts'
import { chosenAlternative, emptyOf } from './form-value.ts'
import { inputProps } from './input-props.ts'

/** One of several kinds of value: which, and then its own input. */
export function EitherInput(props: FieldInputProps & { readonly alternatives: readonly Alternative[] }) {
  const { field, value, onChange, path, alternatives } = props
  const { error, readOnly } = useFormScope(path)
  const index = chosenAlternative(
    value,
    alternatives.map(alternative => alternative.shape),
  )
  const chosen = alternatives[index]
  return (
    <Stack gap={8}>
      <Select
        {...inputProps(field, error)}
        data={alternatives.map((alternative, at) => ({ value: String(at), label: alternative.label }))}
        value={index < 0 ? null : String(index)}
        placeholder="Choose"
        clearable={!field.required && index >= 0 && !readOnly}
        clearButtonProps={{ 'aria-label': `Clear ${field.title}` }}
        allowDeselect={!field.required}
        disabled={readOnly}
        onChange={next => {
          const alternative = next === null ? undefined : alternatives[Number(next)]
          onChange(alternative === undefined ? undefined : emptyOf(alternative.shape))
        }}
      />
      {chosen !== undefined && chosen.shape.type !== 'constant' && (
        <FieldInput
          field={{ ...field, title: chosen.label, description: '', default: undefined, shape: chosen.shape }}
          value={value}
          onChange={next => onChange(next ?? emptyOf(chosen.shape))}
          path={path}
        />
      )}
    </Stack>
  )
}
