import type { RollUp } from '#shared/history.ts'
import { formatValue } from '../format/format-value.ts'
import type { Figure } from './history-choice.ts'

/** Less than this is no difference worth words: what quantiles are exact to. */
const SAME_WITHIN = 0.01

const NAMES: Readonly<Record<Figure, string>> = {
  ...{ average: 'average', p50: 'p50', p95: 'p95', p99: 'p99', max: 'highest' },
}

/** What is compared: a figure in a unit, with that of the time before. */
export interface Compared {
  readonly figure: Figure
  readonly unit: string
  /** Of the time before: "7 days". */
  readonly length: string
  readonly now: RollUp | undefined
  readonly before: RollUp | undefined
  /** Where only the end of the time before is recorded, how long that is: "1 d". Else null. */
  readonly onlyLast: string | null
}

/** A figure beside that of the time before: "p95 412 ms, 18 % slower than the 7 days before". */
export function compareWords({ figure, unit, length, now, before, onlyLast }: Compared): string {
  const value = now?.[figure] ?? null
  const earlier = before?.[figure] ?? null
  const name = NAMES[figure]
  if (value === null) return 'Nothing was recorded in this time.'
  const said = `${name} ${formatValue(value, unit)}`
  if (earlier === null) return `${said}; nothing was recorded in the ${length} before.`
  const recorded = onlyLast === null ? '' : `, of which only the last ${onlyLast} are recorded`
  return `${said}, ${difference(value, earlier, unit)} the ${length} before${
    sameShown(value, earlier, unit) ? '' : ` (${formatValue(earlier, unit)})`
  }${recorded}.`
}

const sameShown = (a: number, b: number, unit: string) => formatValue(a, unit) === formatValue(b, unit)

/** In percent of what it was; of a share, in points. */
function difference(value: number, earlier: number, unit: string): string {
  const change = value - earlier
  if (unit === '%') {
    const points = Math.abs(change)
    if (points < 0.5) return 'as in'
    const said = points < 10 ? points.toFixed(1) : String(Math.round(points))
    return `${said} points ${change > 0 ? 'higher' : 'lower'} than`
  }
  const share = earlier === 0 ? Number.POSITIVE_INFINITY : Math.abs(change / earlier)
  if (change === 0 || share < SAME_WITHIN) return 'as in'
  const [more, less] = unit === 'ms' ? ['slower', 'faster'] : ['more', 'less']
  const way = change > 0 ? more : less
  if (share >= 2 && change > 0 && Number.isFinite(share)) {
    return `${((value - earlier) / earlier + 1).toFixed(1)} times ${unit === 'ms' ? 'as slow as' : 'as much as'}`
  }
  return Number.isFinite(share) ? `${Math.round(share * 100)} % ${way} than` : `${way} than`
}
