import { Button, Input, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FieldInputProps } from './field-input.ts'
import { useFormScope } from './form-scope.ts'
import { inputProps, placeholderOf } from './input-props.ts'
import { pasteLines } from './paste-lines.ts'
import { isStoredSecret } from './secrets.ts'
import { useShortReferences } from './use-short-references.ts'

/** A secret: what is stored never comes here, it can only be kept or replaced. */
export function SecretInput({ field, value, onChange, path }: FieldInputProps) {
  const { error, readOnly } = useFormScope(path)
  const [stored, setStored] = useState(() => (isStoredSecret(value) ? value : undefined))
  const [replacing, setReplacing] = useState(false)
  const shared = inputProps(field, error)
  const short = useShortReferences(typeof value === 'string' ? value : '')
  if (isStoredSecret(value) && !replacing) {
    return (
      <TextInput
        {...shared}
        value="Stored, unchanged"
        readOnly
        disabled={readOnly}
        rightSectionWidth={88}
        rightSection={
          readOnly ? null : (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Replace ${field.title}`}
              onClick={() => {
                setStored(value)
                setReplacing(true)
                onChange(undefined)
              }}
            >
              Replace
            </Button>
          )
        }
      />
    )
  }
  const several = typeof value === 'string' && value.includes('\n')
  const multiline = several || (field.shape.type === 'text' && field.shape.multiline)
  const change = (text: string) => onChange(text === '' ? undefined : text)
  const typed = {
    ...shared,
    value: typeof value === 'string' ? value : '',
    placeholder: placeholderOf(field.default),
    disabled: readOnly,
    spellCheck: false,
  }
  return (
    <div>
      {multiline ? (
        // Several lines cannot be hidden as they are typed, and would be joined in a field for passwords.
        <Textarea
          {...typed}
          autosize
          minRows={3}
          maxRows={12}
          onChange={event => change(event.currentTarget.value)}
        />
      ) : (
        <PasswordInput
          {...typed}
          {...short}
          aria-invalid={error === undefined ? undefined : true}
          autoComplete="new-password"
          defaultVisible={field.shape.type === 'text' && field.shape.format === 'uri'}
          visibilityToggleFocusable
          onPaste={event => pasteLines(event, change)}
          visibilityToggleButtonProps={{ 'aria-label': `Show or hide ${field.title}` }}
          onChange={event => change(event.currentTarget.value)}
        />
      )}
      {stored !== undefined && (
        <Input.Description mt={4}>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              setReplacing(false)
              onChange(stored)
            }}
          >
            Keep the stored one
          </Button>
        </Input.Description>
      )}
    </div>
  )
}
