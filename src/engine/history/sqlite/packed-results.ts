import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { digitsOf, FLOAT, FORM_BITS, formOf, NOTHING, valueOfDigits } from './packed-value.ts'
import { ResultColumns } from './result-columns.ts'

/**
 * Single results of one series in a few bytes each. Moments as the change of the distance to the one before, since checks
 * come regularly; values as the change to the one before, in the fewest decimals that keep them all.
 *
 * @param startMs when the block begins; needed again to unpack
 */
export function packResults(results: ResultColumns, startMs: number): Uint8Array {
  const bytes = new ByteWriter()
  const forms = results.value.map(formOf).filter(form => form !== NOTHING)
  const form = forms.reduce((most, each) => Math.max(most, each), 0)
  const isFloat = form === FLOAT || results.value.some(value => Math.abs(value) > 1e9)
  bytes.byte(isFloat ? FLOAT : form)
  let [before, distance, digits] = [startMs, 0, 0]
  results.visit((at, status, value) => {
    const isNothing = Number.isNaN(value)
    // Moments are whole milliseconds but where a test says otherwise; those would not come back as they were.
    const change = Math.round(at) - before - distance
    distance += change
    before += distance
    bytes.varint((zigzag(change) * 2 + (isNothing ? 1 : 0)) * STATUSES + status)
    if (isNothing) return
    if (isFloat) bytes.float(value)
    else {
      const own = digitsOf(value, form)
      bytes.signed(own - digits)
      digits = own
    }
  })
  return bytes.toBytes()
}

/** What `packResults` was given. */
export function unpackResults(
  packed: Uint8Array,
  startMs: number,
  into = new ResultColumns(),
): ResultColumns {
  const bytes = new ByteReader(packed)
  const form = bytes.byte()
  let [at, distance, digits] = [startMs, 0, 0]
  while (!bytes.isAtEnd) {
    const head = bytes.varint()
    const rest = Math.floor(head / STATUSES)
    distance += unzigzag(Math.floor(rest / 2))
    at += distance
    let value = Number.NaN
    if (rest % 2 === 0) {
      if (form === FLOAT) value = bytes.float()
      else {
        digits += bytes.signed()
        value = valueOfDigits(digits, form)
      }
    }
    into.push(at, head % STATUSES, value)
  }
  return into
}

/** A result of a batch, as the journal has it. */
export interface JournalResult {
  readonly series: number
  readonly at: number
  readonly status: number
  /** `NaN` where there is none. */
  readonly value: number
}

/** Results of any series in the order in which they came. */
export function packJournal(results: readonly JournalResult[]): Uint8Array {
  const bytes = new ByteWriter()
  let before = 0
  for (const { series, at, status, value } of results) {
    const form = formOf(value)
    bytes.varint(series)
    bytes.signed(Math.round(at) - before)
    bytes.byte((status << FORM_BITS) + form)
    if (form === FLOAT) bytes.float(value)
    else if (form !== NOTHING) bytes.signed(digitsOf(value, form))
    before = Math.round(at)
  }
  return bytes.toBytes()
}

/** What `packJournal` was given. */
export function unpackJournal(packed: Uint8Array): JournalResult[] {
  const bytes = new ByteReader(packed)
  const results: JournalResult[] = []
  let at = 0
  while (!bytes.isAtEnd) {
    const series = bytes.varint()
    at += bytes.signed()
    const head = bytes.byte()
    const form = head % 2 ** FORM_BITS
    const value =
      form === NOTHING ? Number.NaN : form === FLOAT ? bytes.float() : valueOfDigits(bytes.signed(), form)
    results.push({ series, at, status: head >> FORM_BITS, value })
  }
  return results
}

/** How many codes there are for a status. */
const STATUSES = 5

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)
