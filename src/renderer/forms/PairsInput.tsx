import { ActionIcon, Button, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { isSecretName } from '#shared/secret-name.ts'
import { FieldGroup } from './FieldGroup.tsx'
import { FieldInput } from './FieldInput.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Field, Shape } from './fields.ts'
import classes from './form.module.css'
import { useFormScope } from './form-scope.ts'
import { emptyOf, sameValue, withMember } from './form-value.ts'
import type { Path } from './problems.ts'
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
            <Pair
              field={field}
              item={item}
              name={name}
              value={member}
              path={[...path, name]}
              onName={next => update(row, { name: next })}
              onValue={next => update(row, { value: next ?? emptyOf(item) })}
            />
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

interface PairProps {
  readonly field: Field
  readonly item: Shape
  readonly name: string
  readonly value: unknown
  readonly path: Path
  readonly onName: (name: string) => void
  readonly onValue: (value: unknown) => void
}

/** A name and its value in one line; the members of a value that has several stand beside the name. */
function Pair({ field, item, name, value, path, onName, onValue }: PairProps) {
  const { error, readOnly } = useFormScope(path)
  const members = item.type === 'group' ? item.fields : null
  return (
    <div className={members ? classes.grid : classes.pair}>
      <TextInput
        label="Name"
        value={name}
        error={members ? error : undefined}
        disabled={readOnly}
        spellCheck={false}
        autoComplete="off"
        onChange={event => onName(event.currentTarget.value)}
      />
      {members ? (
        members.map(member => (
          <FieldInput
            key={member.key}
            field={{ ...member, description: '' }}
            value={isRecord(value) ? value[member.key] : undefined}
            onChange={next => onValue(withMember(isRecord(value) ? value : {}, member.key, next))}
            path={[...path, member.key]}
          />
        ))
      ) : (
        <FieldInput
          field={{
            ...field,
            key: name,
            title: name === '' ? 'Value' : `Value of ${name}`,
            description: '',
            default: undefined,
            required: false,
            secret: field.secret && isSecretName(name),
            shape: item,
          }}
          value={value}
          onChange={onValue}
          path={path}
        />
      )}
    </div>
  )
}
