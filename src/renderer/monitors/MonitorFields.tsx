import type { EditorForm } from '../editors/use-editor-form.ts'
import { FieldList } from '../forms/FieldList.tsx'
import type { Field } from '../forms/fields.ts'
import { type FormValue, withMember } from '../forms/form-value.ts'
import { MoreFields } from '../forms/MoreFields.tsx'
import { isRecord } from '../forms/record.ts'
import { FormScopeProvider } from '../forms/SchemaForm.tsx'
import type { Suggestions } from '../forms/suggestion.ts'
import { CHECK } from './monitor-fields.ts'

interface MonitorFieldsProps {
  readonly form: EditorForm
  readonly suggestions: Suggestions
  /** The id that it gets if none is typed. */
  readonly idHint: string
}

const TOP = [] as const
const CHECK_PATH = [CHECK] as const

/** A monitor's form: its name, what its kind asks for, then what every monitor has. */
export function MonitorFields({ form, suggestions, idHint }: MonitorFieldsProps) {
  const { value, fields, change } = form
  const checkShape = fields.find(field => field.key === CHECK)?.shape
  const checkFields = checkShape?.type === 'group' ? checkShape.fields : []
  const check = isRecord(value[CHECK]) ? value[CHECK] : {}
  const changeCheck = (next: FormValue) => change(withMember(value, CHECK, next))
  const own = fields
    .filter(field => field.key !== CHECK)
    .map(field => (field.key === 'id' ? { ...field, default: idHint } : field))
  const name = own.filter(field => field.key === 'name')
  const rest = own.filter(field => field.key !== 'name')
  const ofMonitor = { value, onChange: change, path: TOP }
  const ofCheck = { value: check, onChange: changeCheck, path: CHECK_PATH }
  return (
    <FormScopeProvider problems={form.problems} suggestions={suggestions}>
      <FieldList fields={name} {...ofMonitor} />
      <FieldList fields={plain(checkFields)} {...ofCheck} />
      <MoreFields fields={advanced(checkFields)} what="of the check" {...ofCheck} />
      <FieldList fields={plain(rest)} {...ofMonitor} />
      <MoreFields fields={advanced(rest)} {...ofMonitor} />
    </FormScopeProvider>
  )
}

const plain = (fields: readonly Field[]) => fields.filter(field => !field.advanced)
const advanced = (fields: readonly Field[]) => fields.filter(field => field.advanced)
