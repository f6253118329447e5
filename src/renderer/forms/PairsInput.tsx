import { ActionIcon, Button, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { FieldGroup } from './FieldGroup.tsx'
import { FieldInput } from './FieldInput.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Shape } from './fields.ts'
import classes from './form.module.css'
import { useFormScope } from './form-scope.ts'
import { emptyOf, sameValue } from './form-value.ts'
import { isRecord } from './record.ts'

interface Row {
  readonly row: number
  readonly name: string
  readonly value: unknown
}

function rowsOf(value: unknown): readonly Row[] {
  return isRecord(value)
    ? Object.entries(value).map(([name, inner], row) => ({ row, name, value: inner }))
    : []
}

function recordOf(rows: readonly Row[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rows.filter(row => row.name !== '').map(row => [row.name, row.value]))
}

/** Names and values, such as headers. Rows keep their place while a name is typed, even one that is used twice. */
export function PairsInput(props: FieldInputProps & { readonly item: Shape }) {
  const { field, value, onChange, path, item } = props
  const { error, readOnly } = useFormScope(path)
  const shown = value === undefined ? field.default : value
  const [held, setRows] = useState(() => rowsOf(shown))
  const rows = sameValue(recordOf(held), isRecord(shown) ? shown : {}) ? held : rowsOf(shown)
  const change = (next: readonly Row[]) => {
    setRows(next)
    const record = recordOf(next)
    onChange(Object.keys(record).length === 0 && field.default === undefined ? undefined : record)
  }
  const update = (row: number, part: Partial<Row>) =>
    change(rows.map(other => (other.row === row ? { ...other, ...part } : other)))
  const nextRow = Math.max(-1, ...rows.map(row => row.row)) + 1
  return (
    <FieldGroup field={field} error={error}>
      <Stack gap={12}>
        {rows.map(({ row, name, value: member }) => (
          <div key={row} className={classes.row}>
            <div className={item.type === 'group' ? undefined : classes.pair}>
              <TextInput
                label="Name"
                value={name}
                disabled={readOnly}
                spellCheck={false}
                autoComplete="off"
                mb={item.type === 'group' ? 8 : 0}
                onChange={event => update(row, { name: event.currentTarget.value })}
              />
              <FieldInput
                field={{
                  ...field,
                  key: name,
                  title: name === '' ? 'Value' : item.type === 'group' ? name : `Value of ${name}`,
                  description: '',
                  default: undefined,
                  required: false,
                  shape: item,
                }}
                value={member}
                onChange={next => update(row, { value: next ?? emptyOf(item) })}
                path={[...path, name]}
              />
            </div>
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                mt={24}
                aria-label={`Remove ${name === '' ? 'this row' : name}`}
                onClick={() => change(rows.filter(other => other.row !== row))}
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
            onClick={() => change([...rows, { row: nextRow, name: '', value: emptyOf(item) }])}
          >
            Add
          </Button>
        )}
      </Stack>
    </FieldGroup>
  )
}
