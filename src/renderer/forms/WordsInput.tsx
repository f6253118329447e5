import { TagsInput } from '@mantine/core'
import type { FieldInputProps } from './field-input.ts'
import { useFormScope } from './form-scope.ts'
import { inputProps } from './input-props.ts'
import { labelFor, valueFor } from './suggestion.ts'

/**
 * Short values in a row: each ends with Enter. A single value that stands without a list is shown as a list of one, and
 * what the form has a name for by that name.
 */
export function WordsInput(props: FieldInputProps & { readonly numbers: boolean }) {
  const { field, value, onChange, path, numbers } = props
  const { error, readOnly, suggestions } = useFormScope(path)
  const words = toWords(value)
  return (
    <TagsInput
      {...inputProps(field, error)}
      value={words.map(word => labelFor(word, suggestions))}
      data={suggestions.map(({ label }) => label)}
      splitChars={[]}
      allowDuplicates
      placeholder={words.length > 0 ? '' : toWords(field.default).join(', ') || 'Type and press Enter'}
      disabled={readOnly}
      onChange={next =>
        onChange(
          next.length === 0 ? undefined : next.map(word => fromWord(valueFor(word, suggestions), numbers)),
        )
      }
    />
  )
}

function toWords(value: unknown): string[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map(item => String(item)) : [String(value)]
}

function fromWord(word: string, numbers: boolean): string | number {
  return numbers && /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word
}
