import type { SQLOutputValue } from 'node:sqlite'

/** @throws RangeError where a damaged file has something else in this place */
export function numberOf(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value
  throw new RangeError('There is no number where there should be one.')
}

export function textOf(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value
  throw new RangeError('There is no text where there should be one.')
}

export function bytesOf(value: SQLOutputValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new RangeError('There are no bytes where there should be some.')
}
