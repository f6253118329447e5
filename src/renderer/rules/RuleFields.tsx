import { FieldList } from '../forms/FieldList.tsx'
import { MoreFields } from '../forms/MoreFields.tsx'
import { FormScopeProvider } from '../forms/SchemaForm.tsx'
import type { ItemFormProps } from '../item-lists/ItemDrawer.tsx'
import { ConditionHelp } from './ConditionHelp.tsx'
import { RulePreview } from './RulePreview.tsx'

const TOP = [] as const
/** What the condition is about; help on it stands right below. */
const FIRST: ReadonlySet<string> = new Set(['name', 'when'])
/** What else the preview depends on, and what stands in a line with it. */
const BEFORE_PREVIEW: ReadonlySet<string> = new Set(['level', 'forSeconds'])

/** The form of a rule: its condition and what it would have done, then whom it tells. */
export function RuleFields({ form, suggestions }: ItemFormProps) {
  const { value, fields, change } = form
  const lists = { value, onChange: change, path: TOP }
  const plain = fields.filter(field => !field.advanced)
  const rest = plain.filter(({ key }) => !FIRST.has(key) && !BEFORE_PREVIEW.has(key))
  return (
    <FormScopeProvider problems={form.problems} suggestions={suggestions}>
      <FieldList fields={plain.filter(({ key }) => FIRST.has(key))} {...lists} />
      <ConditionHelp onExample={when => change({ ...value, when })} />
      <FieldList fields={plain.filter(({ key }) => BEFORE_PREVIEW.has(key))} {...lists} />
      <RulePreview rule={value} />
      <FieldList fields={rest} {...lists} />
      <MoreFields fields={fields.filter(field => field.advanced)} {...lists} />
    </FormScopeProvider>
  )
}
