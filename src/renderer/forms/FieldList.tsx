import { FieldInput } from './FieldInput.tsx'
import type { Field } from './fields.ts'
import classes from './form.module.css'
import { type FormValue, withMember } from './form-value.ts'
import type { Path } from './problems.ts'

export interface FieldListProps {
  readonly fields: readonly Field[]
  readonly value: FormValue
  readonly onChange: (value: FormValue) => void
  readonly path: Path
}

/** Inputs in a grid: short ones beside each other, long ones on a line of their own. */
export function FieldList({ fields, value, onChange, path }: FieldListProps) {
  const shown = fields.filter(field => field.shape.type !== 'constant')
  if (shown.length === 0) return null
  return (
    <div className={classes.grid}>
      {shown.map(field => (
        <div key={field.key} className={isShort(field) ? classes.short : classes.wide}>
          <FieldInput
            field={field}
            value={value[field.key]}
            onChange={member => onChange(withMember(value, field.key, member))}
            path={[...path, field.key]}
          />
        </div>
      ))}
    </div>
  )
}

function isShort(field: Field): boolean {
  const { shape } = field
  return ['number', 'choice'].includes(shape.type) || (shape.type === 'text' && shape.input !== '')
}
