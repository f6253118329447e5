import { Autocomplete, type AutocompleteProps, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FieldInputProps } from './field-input.ts'
import { useFormScope } from './form-scope.ts'
import { inputProps, placeholderOf } from './input-props.ts'
import { pasteLines } from './paste-lines.ts'
import { labelFor, type Suggestion, valueFor } from './suggestion.ts'
import { useShortReferences } from './use-short-references.ts'

/** A line of text, or several; with words to choose from where the form has some to offer. */
export function PlainTextInput(props: FieldInputProps & { readonly multiline: boolean }) {
  const { field, value, onChange, path, multiline } = props
  const { error, readOnly, suggestions } = useFormScope(path)
  const shared = {
    ...inputProps(field, error),
    value: typeof value === 'string' ? value : value === undefined ? '' : String(value),
    placeholder: placeholderOf(field.default),
    disabled: readOnly,
  }
  const short = useShortReferences(shared.value)
  const change = (text: string) => onChange(text === '' ? undefined : text)
  if (suggestions.length > 0) return <SuggestInput {...shared} suggestions={suggestions} onChange={change} />
  if (multiline || shared.value.includes('\n')) {
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={12}
        onChange={event => change(event.currentTarget.value)}
      />
    )
  }
  const { shape } = field
  const uri = shape.type === 'text' && shape.format === 'uri'
  const native = shape.type === 'text' ? NATIVE_INPUTS[shape.input] : undefined
  return (
    <TextInput
      {...shared}
      {...(native === undefined ? {} : { type: native })}
      {...short}
      {...(native !== undefined && short.value === '' ? { value: placeholderOf(field.default) } : {})}
      inputMode={uri ? 'url' : 'text'}
      onPaste={event => pasteLines(event, change)}
      spellCheck={false}
      onChange={event => change(event.currentTarget.value)}
    />
  )
}

/** Inputs that the browser draws itself, by the hint of the schema. What is typed comes out as the schema wants it. */
const NATIVE_INPUTS: Readonly<Record<string, 'time' | 'datetime-local'>> = {
  time: 'time',
  moment: 'datetime-local',
}

/** Of many words to choose from, so many are offered at once. */
const OFFERED_AT_ONCE = 100

type SuggestInputProps = Omit<AutocompleteProps, 'data' | 'value' | 'onChange'> & {
  readonly value: string
  readonly suggestions: readonly Suggestion[]
  readonly onChange: (value: string) => void
}

/** Free text with words to choose from, by their titles. What is being typed stays as it is typed. */
function SuggestInput({ value, suggestions, placeholder, onChange, ...rest }: SuggestInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Autocomplete
      {...rest}
      placeholder={labelFor(placeholder ?? '', suggestions)}
      data={suggestions.map(({ label }) => label)}
      limit={OFFERED_AT_ONCE}
      value={typed ?? labelFor(value, suggestions)}
      onChange={text => {
        setTyped(text)
        onChange(valueFor(text, suggestions))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** Any value: numbers, true, false, null and JSON as what they are, everything else as text. */
export function AnyInput({ field, value, onChange, path }: FieldInputProps) {
  const { error, readOnly } = useFormScope(path)
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      {...inputProps(field, error)}
      value={typed ?? anyToText(value)}
      placeholder={placeholderOf(field.default)}
      disabled={readOnly}
      spellCheck={false}
      onChange={event => {
        setTyped(event.currentTarget.value)
        onChange(textToAny(event.currentTarget.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** How a value of any kind stands in a line of text. */
export function anyToText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Reads a line as JSON, or as plain text where it is not JSON; nothing typed is no value. */
export function textToAny(text: string): unknown {
  if (text === '') return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed
  } catch {
    return text
  }
}
