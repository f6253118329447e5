import { ActionIcon, Button, Stack } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { FieldGroup } from './FieldGroup.tsx'
import { FieldInput } from './FieldInput.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Shape } from './fields.ts'
import classes from './form.module.css'
import { useFormScope } from './form-scope.ts'
import { emptyOf } from './form-value.ts'

/** A list of things with members of their own, such as conditions. */
export function ListInput(props: FieldInputProps & { readonly item: Shape }) {
  const { field, value, onChange, path, item } = props
  const { error, readOnly } = useFormScope(path)
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const change = (next: readonly unknown[]) => onChange(next.length === 0 ? undefined : next)
  return (
    <FieldGroup field={field} error={error}>
      <Stack gap={12}>
        {items.map((member, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place in the list
          <div key={index} className={classes.row}>
            <div>
              <FieldInput
                field={{
                  ...field,
                  key: String(index),
                  title: `${field.title} ${index + 1}`,
                  description: '',
                  default: undefined,
                  required: true,
                  shape: item,
                }}
                value={member}
                onChange={next =>
                  change(items.map((other, at) => (at === index ? (next ?? emptyOf(item)) : other)))
                }
                path={[...path, index]}
              />
            </div>
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                aria-label={`Remove ${field.title} ${index + 1}`}
                onClick={() => change(items.filter((_, at) => at !== index))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </div>
        ))}
        {!readOnly && (
          <Button
            variant="default"
            size="compact-sm"
            w="fit-content"
            leftSection={<IconPlus size={14} aria-hidden />}
            aria-label={`Add to ${field.title}`}
            onClick={() => change([...items, emptyOf(item)])}
          >
            Add
          </Button>
        )}
      </Stack>
    </FieldGroup>
  )
}
