const DECIMALS = 1e6

/** A number with a decimal point and at most six decimals; empty where it is none. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return ''
  return Number.isInteger(value) ? String(value) : String(Math.round(value * DECIMALS) / DECIMALS)
}
