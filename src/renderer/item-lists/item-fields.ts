import { type Field, fieldsOf } from '../forms/fields.ts'
import { isRecord } from '../forms/record.ts'

/** The fields of the things in a list, by the list's JSON Schema. */
export function itemFields(schema: unknown): readonly Field[] {
  return fieldsOf(isRecord(schema) ? schema.items : undefined)
}
