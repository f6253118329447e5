import type { Condition } from './condition.ts'
import type { FieldName } from './condition-fields.ts'

/** All fields that a condition looks at. */
export function fieldsInCondition(condition: Condition): ReadonlySet<FieldName> {
  if ('parts' in condition) return new Set(condition.parts.flatMap(part => [...fieldsInCondition(part)]))
  if ('part' in condition) return fieldsInCondition(condition.part)
  const isPair = condition.is === 'number' && condition.right.is === 'field'
  return new Set(isPair ? [condition.field, condition.right.field] : [condition.field])
}
