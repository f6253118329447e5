import { z } from 'zod'

/** A JSON object whose members are not looked into yet. */
export type JsonRecord = Readonly<Record<string, unknown>>

const recordSchema = z.record(z.string(), z.unknown())

/** The value as a JSON object; undefined where it is none. */
export function asRecord(value: unknown): JsonRecord | undefined {
  // Said first since most values are none, and a schema's refusal costs a hundred times as much.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return recordSchema.safeParse(value).data
}

/** The first of the named members that is a string with something in it. */
export function textIn(record: JsonRecord, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = record[name]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return undefined
}

/** The first of the named members that is a number of at least 0, also one written as text. */
export function numberIn(record: JsonRecord, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = record[name]
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number
  }
  return undefined
}
