import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { formatMoment } from '../format/format-moment.ts'
import type { TimeSpan } from './history-range.ts'
import classes from './plot.module.css'
import { PLOT } from './plot-frame.ts'
import { plotKey } from './plot-key.ts'

/** What can be done to the range from within a chart. */
export interface RangeGestures {
  /** Shows what lies between two moments. */
  zoomTo(a: number, b: number): void
  zoomAround(at: number, factor: number): void
  pan(direction: -1 | 1): void
  back(): void
}

interface PlotOverlayProps {
  readonly label: string
  readonly span: TimeSpan
  /** The moment that is pointed at in any chart; null for none. */
  readonly cursor: number | null
  readonly onCursor: (at: number | null) => void
  readonly gestures: RangeGestures
  /** px */
  readonly right: number
  /** What was at a moment, in words. */
  readonly wordsAt: (at: number) => string
  /** What was at a moment, drawn beside it; only in the chart that is pointed at. */
  readonly readingAt: (at: number) => ReactNode
  /** What is marked in the chart, under the cursor. */
  readonly children?: ReactNode
}

/** Less than this is a click that slipped. px */
const LEAST_DRAG = 6
/** What lies over a chart: the cursor with its reading, and the range that is marked by the pointer or the keys. */
export function PlotOverlay(props: PlotOverlayProps) {
  const { label, span, cursor, onCursor, gestures, right, wordsAt, readingAt, children } = props
  const plot = useRef<HTMLDivElement>(null)
  const [pointed, setPointed] = useState(false)
  const [marked, setMarked] = useState<{ readonly from: number; readonly to: number } | null>(null)
  const length = span.toMs - span.fromMs
  const inside = (at: number) => Math.min(span.toMs, Math.max(span.fromMs, at))
  const share = (at: number) => (inside(at) - span.fromMs) / length
  const momentOf = (event: PointerEvent) => {
    const box = plot.current?.getBoundingClientRect()
    return box ? inside(span.fromMs + ((event.clientX - box.left) / box.width) * length) : span.fromMs
  }
  const pixels = (from: number, to: number) =>
    Math.abs(share(to) - share(from)) * (plot.current?.clientWidth ?? 0)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = momentOf(event)
    setMarked({ from: at, to: at })
  }
  const onPointerMove = (event: PointerEvent) => {
    const at = momentOf(event)
    setPointed(true)
    onCursor(at)
    if (marked && event.buttons === 1) setMarked({ ...marked, to: at })
  }
  const onPointerUp = () => {
    if (marked && pixels(marked.from, marked.to) >= LEAST_DRAG) gestures.zoomTo(marked.from, marked.to)
    setMarked(null)
  }
  const leave = () => {
    setPointed(false)
    setMarked(null)
    onCursor(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey || event.altKey ? null : plotKey(event.key)
    if (command === null) return
    const at = cursor ?? span.toMs
    const move = (to: number) => {
      const next = inside(to)
      setPointed(true)
      onCursor(next)
      setMarked(event.shiftKey ? { from: marked?.from ?? at, to: next } : null)
    }
    event.preventDefault()
    switch (command.do) {
      case 'step':
        return move(at + length * command.by)
      case 'begin':
        return move(span.fromMs)
      case 'end':
        return move(span.toMs)
      case 'zoom':
        return gestures.zoomAround(at, command.factor)
      case 'pan':
        return gestures.pan(command.direction)
      case 'back':
        return gestures.back()
      case 'leave':
        return leave()
      case 'show':
        if (marked && marked.from !== marked.to) gestures.zoomTo(marked.from, marked.to)
        setMarked(null)
    }
  }
  const shown = cursor !== null && cursor >= span.fromMs && cursor <= span.toMs ? cursor : null
  return (
    <div
      className={classes.overlay}
      style={{ left: PLOT.left, right, top: PLOT.top, bottom: PLOT.bottom }}
      ref={plot}
      role="slider"
      tabIndex={0}
      aria-label={`${label}: moment`}
      aria-orientation="horizontal"
      aria-valuemin={span.fromMs}
      aria-valuemax={span.toMs}
      aria-valuenow={Math.round(shown ?? span.toMs)}
      aria-valuetext={shown === null ? 'none chosen' : `${formatMoment(shown)}: ${wordsAt(shown)}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={leave}
      onPointerLeave={leave}
      onDoubleClick={() => gestures.back()}
      onBlur={leave}
      onKeyDown={onKeyDown}
    >
      {children}
      {marked && (
        <div
          className={classes.marked}
          style={{
            left: `${Math.min(share(marked.from), share(marked.to)) * 100}%`,
            width: `${Math.abs(share(marked.to) - share(marked.from)) * 100}%`,
          }}
        />
      )}
      {shown !== null && (
        <div className={classes.cursor} style={{ left: `${share(shown) * 100}%` }}>
          {pointed && (
            <div className={classes.reading} data-side={share(shown) > 0.5 ? 'left' : 'right'}>
              {readingAt(shown)}
            </div>
          )}
        </div>
      )}
    </div>
  )
}
