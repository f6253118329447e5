import type { EditorForm } from '../editors/use-editor-form.ts'
import { FieldList } from '../forms/FieldList.tsx'
import type { Field } from '../forms/fields.ts'
import { type FormValue, withMember } from '../forms/form-value.ts'
import { MoreFields } from '../forms/MoreFields.tsx'
import { isRecord } from '../forms/record.ts'
import { FormScopeProvider } from '../forms/SchemaForm.tsx'
import type { Suggestions } from '../forms/suggestion.ts'

interface PlugInFieldsProps {
  readonly form: Pick<EditorForm, 'value' | 'fields' | 'change' | 'problems'>
  readonly suggestions: Suggestions
  /** Under which the chosen kind is configured: "check". */
  readonly member: string
  /** Of what its advanced fields are: "of the check". */
  readonly what: string
}

const TOP = [] as const

/** The form of something with a kind: its name, what its kind asks for, then what every one has. */
export function PlugInFields({ form, suggestions, member, what }: PlugInFieldsProps) {
  const { value, fields, change } = form
  const shape = fields.find(field => field.key === member)?.shape
  const kindFields = shape?.type === 'group' ? shape.fields : []
  const target = value[member]
  const own = fields.filter(field => field.key !== member)
  const name = own.filter(field => field.key === 'name')
  const rest = own.filter(field => field.key !== 'name')
  const ofOwn = { value, onChange: change, path: TOP }
  const ofKind = {
    value: isRecord(target) ? target : {},
    onChange: (next: FormValue) => change(withMember(value, member, next)),
    path: [member],
  }
  return (
    <FormScopeProvider problems={form.problems} suggestions={suggestions}>
      <FieldList fields={name} {...ofOwn} />
      <FieldList fields={plain(kindFields)} {...ofKind} />
      <MoreFields fields={advanced(kindFields)} what={what} {...ofKind} />
      <FieldList fields={plain(rest)} {...ofOwn} />
      <MoreFields fields={advanced(rest)} {...ofOwn} />
    </FormScopeProvider>
  )
}

const plain = (fields: readonly Field[]) => fields.filter(field => !field.advanced)
const advanced = (fields: readonly Field[]) => fields.filter(field => field.advanced)
