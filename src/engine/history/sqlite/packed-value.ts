import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Powers of ten that a double holds exactly. */
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6]
/** Beyond it the digits of a double are not its own any more. */
const MOST_DIGITS = 2 ** 50

/** How a value is written: with this many decimals as a whole number, or in one of the ways below. */
export type ValueForm = number
export const FLOAT: ValueForm = 7
export const NOTHING: ValueForm = 8
/** Forms fit into as many bits. */
export const FORM_BITS = 4

/** The form that takes a value in the fewest bytes without changing it. `NaN` is no value. */
export function formOf(value: number): ValueForm {
  if (Number.isNaN(value)) return NOTHING
  if (Object.is(value, -0)) return FLOAT
  for (let decimals = 0; decimals < POWERS.length; decimals++) {
    const power = POWERS[decimals] ?? 1
    const digits = Math.round(value * power)
    if (Math.abs(digits) > MOST_DIGITS) return FLOAT
    if (digits / power === value) return decimals
  }
  return FLOAT
}

export function writeValue(bytes: ByteWriter, value: number, form: ValueForm): void {
  if (form === NOTHING) return
  if (form === FLOAT) bytes.float(value)
  else bytes.signed(digitsOf(value, form))
}

export function readValue(bytes: ByteReader, form: ValueForm): number {
  if (form === NOTHING) return Number.NaN
  return form === FLOAT ? bytes.float() : valueOfDigits(bytes.signed(), form)
}

/** A value with this many decimals as a whole number. */
export const digitsOf = (value: number, decimals: number): number =>
  Math.round(value * (POWERS[decimals] ?? 1))

/** The value of `digitsOf`. */
export const valueOfDigits = (digits: number, decimals: number): number => digits / (POWERS[decimals] ?? 1)
