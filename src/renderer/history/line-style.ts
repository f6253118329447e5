import { type SeriesStyle, seriesStyle } from '../overview/series-style.ts'
import type { ChartPlan, PlannedLine } from './chart-plans.ts'

const INK = 'var(--mantine-color-text)'
const DIMMED = 'var(--mantine-color-dimmed)'

/** Beside the time before, which is dashed, the lines of a series are told apart by weight and shade. */
const SOLID: readonly SeriesStyle[] = [
  { dash: '0', width: 2, stroke: INK },
  { dash: '0', width: 1, stroke: INK },
  { dash: '0', width: 2, stroke: DIMMED },
  { dash: '1 4', width: 2, stroke: INK },
  { dash: '1 4', width: 2, stroke: DIMMED },
]
const BEFORE: SeriesStyle = { dash: '6 4', width: 1.5, stroke: DIMMED }

/** How a line of a chart is drawn. */
export function lineStyle(plan: ChartPlan, line: PlannedLine): SeriesStyle {
  if (line.before) return BEFORE
  const index = plan.lines.indexOf(line)
  const compared = plan.lines.some(({ before }) => before)
  return compared ? (SOLID[index % SOLID.length] ?? BEFORE) : seriesStyle(index)
}
