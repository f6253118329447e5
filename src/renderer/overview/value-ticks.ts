/** What steps between values are made of: halves of a decimal, or for bytes powers of two, so that labels come out whole. */
function stepOver(least: number, unit: string): number {
  if (unit === 'B') return 2 ** Math.ceil(Math.log2(Math.max(least, 1)))
  const decade = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5].find(candidate => candidate * decade >= least * (1 - 1e-9)) ?? 10
  return factor * decade
}

/** Values for an axis from 0 to `highest` or just over it, in even steps that a person counts in; about four of them. */
export function valueTicks(highest: number, unit: string): readonly number[] {
  const top = highest > 0 ? highest : 1
  const step = stepOver(top / 4, unit)
  const count = Math.ceil(top / step - 1e-9)
  // By multiplying: adding up tenths would end in 0.30000000000000004.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** How many times the highest value a threshold may be and still be on the axis; further up, values would lie flat. */
const MOST_ABOVE = 5

/** The highest value an axis has to reach: that of the values, and of a threshold unless it dwarfs them. */
export function axisTop(highest: number, threshold: number | undefined): number {
  return threshold !== undefined && threshold <= highest * MOST_ABOVE ? Math.max(highest, threshold) : highest
}
