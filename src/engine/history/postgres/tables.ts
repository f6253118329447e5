import type { Level } from '../history-store.ts'

export type RollUpLevel = Exclude<Level, 'raw'>

/** From fine to coarse. */
export const ROLL_UP_LEVELS = ['minute', 'ten-minutes', 'hour', 'day'] as const

/** The tables of single results and of roll-ups. */
export const TABLE_OF = {
  raw: 'result',
  minute: 'minute',
  'ten-minutes': 'ten_minutes',
  hour: 'hour',
  day: 'day',
} as const

/** A moment in ms, of a column or an expression of time. With a float, since that takes a quarter of the time of a numeric. */
export const msOf = (expression: string): string => `round(date_part('epoch', ${expression}) * 1000)`

/** A moment of the database, of a parameter or an expression in ms. */
export const momentOf = (expression: string): string => `to_timestamp(${expression}::float8 / 1000)`

/** In ms; a moment that both sides can say, of one that may be far beyond. */
export const boundMs = (ms: number): number => Math.min(Math.max(ms, -1e14), 8.64e15)

/** The beginning of the step that a moment lies in, in ms. */
export const stepOf = (stepMs: number): string =>
  msOf(`date_bin('${stepMs} milliseconds'::interval, at, 'epoch'::timestamptz)`)

/** What PostgreSQL can hold as text: no NUL, and no half of a surrogate pair. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** The name of a schema, which has none but harmless characters, where a word of SQL would not be taken as a name. */
export const quoted = (schema: string): string => `"${schema}"`
