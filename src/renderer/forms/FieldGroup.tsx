import { Text } from '@mantine/core'
import { useId } from 'react'
import type { Field } from './fields.ts'
import classes from './form.module.css'

/** Several inputs under one name, with what is said about them as a whole. */
export function FieldGroup({
  field,
  error,
  children,
}: {
  readonly field: Field
  readonly error: string | undefined
  readonly children: React.ReactNode
}) {
  const id = useId()
  const described = [
    error === undefined ? '' : `${id}-error`,
    field.description === '' ? '' : `${id}-description`,
  ].filter(part => part !== '')
  return (
    <fieldset
      className={classes.fieldset}
      tabIndex={error === undefined ? undefined : -1}
      data-problem={error === undefined ? undefined : true}
      {...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') })}
    >
      <legend className={classes.legend}>{field.title}</legend>
      {field.description !== '' && (
        <Text size="xs" c="dimmed" id={`${id}-description`}>
          {field.description}
        </Text>
      )}
      {error !== undefined && (
        <Text className={classes.error} id={`${id}-error`}>
          {error}
        </Text>
      )}
      <div className={classes.nested}>{children}</div>
    </fieldset>
  )
}
