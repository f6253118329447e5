/** A number to at most `digits` decimals, for printing. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}
