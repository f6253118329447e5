import { NumberInput } from '@mantine/core'
import type { FieldInputProps } from './field-input.ts'
import type { Shape } from './fields.ts'
import classes from './form.module.css'
import { useFormScope } from './form-scope.ts'
import { inputProps, placeholderOf } from './input-props.ts'

/** A number with its unit. Out-of-range numbers are not corrected silently: the schema says what is wrong. */
export function NumberField(props: FieldInputProps & { readonly shape: Shape & { type: 'number' } }) {
  const { field, value, onChange, path, shape } = props
  const { error, readOnly } = useFormScope(path)
  return (
    <NumberInput
      {...inputProps(field, error)}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      placeholder={placeholderOf(field.default) || field.whenEmpty}
      allowDecimal={!shape.integer}
      {...(shape.min === undefined ? {} : { min: shape.min })}
      {...(shape.max === undefined ? {} : { max: shape.max })}
      clampBehavior="none"
      disabled={readOnly}
      hideControls
      {...(field.unit === ''
        ? {}
        : {
            rightSection: <span className={classes.unit}>{field.unit}</span>,
            rightSectionWidth: 20 + field.unit.length * 7,
          })}
      onChange={next => onChange(next === '' ? undefined : next)}
    />
  )
}
