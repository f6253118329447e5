import { Chip, Group, Input } from '@mantine/core'
import type { FieldInputProps } from './field-input.ts'
import type { Option } from './fields.ts'
import { useFormScope } from './form-scope.ts'
import { inputProps } from './input-props.ts'

/** Any of a few, in the order in which they are offered. */
export function ChoicesInput(props: FieldInputProps & { readonly options: readonly Option[] }) {
  const { field, value, onChange, path, options } = props
  const { error, readOnly } = useFormScope(path)
  const { autoComplete: _, ...wrapper } = inputProps(field, error)
  const shown: readonly unknown[] = Array.isArray(value)
    ? value
    : Array.isArray(field.default)
      ? field.default
      : []
  const chosen = options.filter(option => shown.includes(option.value)).map(option => String(option.value))
  return (
    <Input.Wrapper {...wrapper} labelElement="div">
      <Chip.Group
        multiple
        value={chosen}
        onChange={next =>
          onChange(options.map(option => option.value).filter(option => next.includes(String(option))))
        }
      >
        <Group gap={4} my={4} role="group" aria-label={field.title}>
          {options.map(option => (
            <Chip
              key={String(option.value)}
              value={String(option.value)}
              size="xs"
              radius="sm"
              variant="outline"
              color="var(--mantine-color-text)"
              disabled={readOnly}
            >
              {option.label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  )
}
