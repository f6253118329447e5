import { FieldGroup } from './FieldGroup.tsx'
import { FieldList } from './FieldList.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Field } from './fields.ts'
import { useFormScope } from './form-scope.ts'
import type { FormValue } from './form-value.ts'
import { MoreFields } from './MoreFields.tsx'
import { isRecord } from './record.ts'

/** An object inside the form. One that has nothing set is left out, so that its default applies. */
export function GroupInput(props: FieldInputProps & { readonly fields: readonly Field[] }) {
  const { field, value, onChange, path } = props
  const { error } = useFormScope(path)
  const defaults = isRecord(field.default) ? field.default : {}
  const fields = props.fields.map(inner => ({
    ...inner,
    default: defaults[inner.key] ?? inner.default,
    // In an optional group nothing has to be filled in until something is.
    required: inner.required && (field.required || value !== undefined),
    secret: inner.secret || field.secret,
  }))
  const members = isRecord(value) ? value : {}
  const change = (next: FormValue) => onChange(Object.keys(next).length === 0 ? undefined : next)
  const lists = { value: members, onChange: change, path }
  return (
    <FieldGroup field={field} error={error}>
      <FieldList fields={fields.filter(inner => !inner.advanced)} {...lists} />
      <MoreFields fields={fields.filter(inner => inner.advanced)} {...lists} />
    </FieldGroup>
  )
}
