import { useContext, useMemo } from 'react'
import { FieldList } from './FieldList.tsx'
import type { Field } from './fields.ts'
import { FormScopeContext } from './form-scope.ts'
import type { FormValue } from './form-value.ts'
import { MoreFields } from './MoreFields.tsx'
import { NO_PROBLEMS, type Path, type PlacedProblems } from './problems.ts'
import type { Suggestions } from './suggestion.ts'

export interface SchemaFormProps {
  readonly fields: readonly Field[]
  readonly value: FormValue
  readonly onChange: (value: FormValue) => void
  readonly problems?: PlacedProblems
  readonly readOnly?: boolean
  readonly suggestions?: Suggestions
  readonly path?: Path
}

const TOP: Path = []

/** A form drawn from a JSON Schema's fields: the common ones at once, the advanced ones under "More options". */
export function SchemaForm(props: SchemaFormProps) {
  const { fields, value, onChange, path = TOP } = props
  return (
    <FormScopeProvider {...props}>
      <FieldList
        fields={fields.filter(field => !field.advanced)}
        value={value}
        onChange={onChange}
        path={path}
      />
      <MoreFields
        fields={fields.filter(field => field.advanced)}
        value={value}
        onChange={onChange}
        path={path}
      />
    </FormScopeProvider>
  )
}

/** Gives the inputs inside it the form's problems and suggestions, and whether they may be changed. */
export function FormScopeProvider({
  problems,
  readOnly,
  suggestions,
  children,
}: Pick<SchemaFormProps, 'problems' | 'readOnly' | 'suggestions'> & { readonly children: React.ReactNode }) {
  const outer = useContext(FormScopeContext)
  const scope = useMemo(
    () => ({
      problems: problems ?? NO_PROBLEMS,
      readOnly: readOnly ?? false,
      suggestions: suggestions ?? outer.suggestions,
    }),
    [problems, readOnly, suggestions, outer.suggestions],
  )
  return <FormScopeContext value={scope}>{children}</FormScopeContext>
}
