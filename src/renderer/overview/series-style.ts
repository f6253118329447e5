/** How a line is told from the others: by its dashes and shade, since colour belongs to status. */
export interface SeriesStyle {
  readonly dash: string
  readonly width: number
  readonly stroke: string
}

const INK = 'var(--mantine-color-text)'
const DIMMED = 'var(--mantine-color-dimmed)'

const STYLES: readonly SeriesStyle[] = [
  { dash: '0', width: 2, stroke: INK },
  { dash: '6 3', width: 2, stroke: DIMMED },
  { dash: '2 3', width: 2, stroke: INK },
  { dash: '12 4 2 4', width: 2, stroke: DIMMED },
  { dash: '1 5', width: 3, stroke: INK },
  { dash: '16 6', width: 1.25, stroke: INK },
]

/** The most lines that one chart can keep apart. */
export const MOST_SERIES = STYLES.length

const FIRST: SeriesStyle = { dash: '0', width: 2, stroke: INK }

export function seriesStyle(index: number): SeriesStyle {
  return STYLES[index % STYLES.length] ?? FIRST
}
