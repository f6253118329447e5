import { ActionIcon, Button, Stack } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { FieldGroup } from './FieldGroup.tsx'
import { FieldInput } from './FieldInput.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Field, Shape } from './fields.ts'
import classes from './form.module.css'
import { useFormScope } from './form-scope.ts'
import { emptyOf, type FormValue, withMember } from './form-value.ts'
import type { Path } from './problems.ts'
import { isRecord } from './record.ts'

/** A list of things with members of their own, such as conditions. */
export function ListInput(props: FieldInputProps & { readonly item: Shape }) {
  const { field, value, onChange, path, item } = props
  const { error, readOnly } = useFormScope(path)
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const change = (next: readonly unknown[]) => onChange(next.length === 0 ? undefined : next)
  const replace = (index: number, next: unknown) =>
    change(items.map((other, at) => (at === index ? (next ?? emptyOf(item)) : other)))
  return (
    <FieldGroup field={field} error={error}>
      <Stack gap={12}>
        {items.map((member, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place in the list
          <div key={index} className={classes.row}>
            {isFlat(item) ? (
              <FlatItem
                label={`${field.title} ${index + 1}`}
                fields={item.fields}
                isFirst={index === 0}
                value={isRecord(member) ? member : {}}
                onChange={next => replace(index, next)}
                path={[...path, index]}
              />
            ) : (
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
                  onChange={next => replace(index, next)}
                  path={[...path, index]}
                />
              </div>
            )}
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                {...(isFlat(item) ? { mt: index === 0 ? 24 : 2 } : {})}
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

/** So many short members fit beside each other. */
const FLAT_MEMBERS = 3
const FLAT_TYPES: readonly Shape['type'][] = ['text', 'number', 'choice']

function isFlat(item: Shape): item is Extract<Shape, { type: 'group' }> {
  if (item.type !== 'group' || item.fields.length > FLAT_MEMBERS) return false
  return item.fields.every(
    ({ shape, secret, advanced }) =>
      !secret && !advanced && FLAT_TYPES.includes(shape.type) && !(shape.type === 'text' && shape.multiline),
  )
}

interface FlatItemProps {
  readonly label: string
  readonly fields: readonly Field[]
  readonly isFirst: boolean
  readonly value: FormValue
  readonly onChange: (value: FormValue) => void
  readonly path: Path
}

/** A thing of a few short members, in one line; what its members are is written above the first alone. */
function FlatItem({ label, fields, isFirst, value, onChange, path }: FlatItemProps) {
  return (
    <fieldset
      aria-label={label}
      className={classes.flat}
      data-first={isFirst || undefined}
      style={{ gridTemplateColumns: `repeat(${fields.length}, minmax(0, 1fr))` }}
    >
      {fields.map(member => (
        <FieldInput
          key={member.key}
          field={isFirst ? member : { ...member, description: '' }}
          value={value[member.key]}
          onChange={next => onChange(withMember(value, member.key, next))}
          path={[...path, member.key]}
        />
      ))}
    </fieldset>
  )
}
