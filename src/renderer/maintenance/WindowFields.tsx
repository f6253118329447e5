import { Button, SegmentedControl } from '@mantine/core'
import { FieldList } from '../forms/FieldList.tsx'
import { MoreFields } from '../forms/MoreFields.tsx'
import { FormScopeProvider } from '../forms/SchemaForm.tsx'
import type { ItemFormProps } from '../item-lists/ItemDrawer.tsx'
import classes from './maintenance.module.css'
import { beginsOf, CRON_PRESETS, keepingBegins, withBegins } from './window-form.ts'
import { cronWords } from './window-words.ts'

const TOP = [] as const
const BEGINS = [
  { value: 'once', label: 'Once' },
  { value: 'again', label: 'Again and again' },
]

/** The form of a maintenance window: once or again and again, and then what belongs to that. */
export function WindowFields({ form, suggestions }: ItemFormProps) {
  const { value, fields } = form
  const begins = beginsOf(value)
  const hidden = begins === 'once' ? 'cron' : 'from'
  const shown = fields.filter(field => field.key !== hidden)
  const name = shown.filter(field => field.key === 'name')
  const start = shown.filter(field => field.key === 'from' || field.key === 'cron')
  const rest = shown.filter(field => !name.includes(field) && !start.includes(field))
  const lists = {
    value,
    path: TOP,
    onChange: (next: typeof value) => form.change(keepingBegins(value, next)),
  }
  return (
    <FormScopeProvider problems={form.problems} suggestions={suggestions}>
      <FieldList fields={name} {...lists} />
      <SegmentedControl
        aria-label="How often"
        data={BEGINS}
        value={begins}
        onChange={next => form.change(withBegins(value, next === 'again' ? 'again' : 'once'))}
      />
      <div>
        <FieldList fields={start.map(field => ({ ...field, required: true }))} {...lists} />
        {begins === 'again' && (
          <div className={classes.presets}>
            {CRON_PRESETS.map(cron => (
              <Button
                key={cron}
                size="compact-xs"
                aria-pressed={value.cron === cron}
                onClick={() => form.change({ ...value, cron })}
              >
                {cronWords(cron)}
              </Button>
            ))}
          </div>
        )}
      </div>
      <FieldList fields={rest.filter(field => !field.advanced)} {...lists} />
      <MoreFields fields={rest.filter(field => field.advanced)} {...lists} />
    </FormScopeProvider>
  )
}
