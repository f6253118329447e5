import type { Field } from './fields.ts'
import type { Path } from './problems.ts'

/** What every input of a form is given. */
export interface FieldInputProps {
  readonly field: Field
  readonly value: unknown
  /** `undefined` leaves the value out, so that its default applies. */
  readonly onChange: (value: unknown) => void
  readonly path: Path
}
