import type { SeriesStyle } from './series-style.ts'

/** A short piece of a line, as it is drawn in a chart. */
export function LineSample({ style }: { readonly style: SeriesStyle }) {
  return (
    <svg width="28" height="8" aria-hidden>
      <path
        d="M0 4H28"
        fill="none"
        stroke={style.stroke}
        strokeWidth={style.width}
        strokeDasharray={style.dash}
      />
    </svg>
  )
}
