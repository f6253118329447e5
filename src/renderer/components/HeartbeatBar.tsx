import { Portal } from '@mantine/core'
import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react'
import type { Beat } from '#shared/views.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue } from '../format/format-value.ts'
import { BAR_HEIGHT, BEAT_STEP, beatAt, beatPaths, beatSummary } from './beat-shapes.ts'
import classes from './HeartbeatBar.module.css'
import { STATUS_WORDS, StatusMark } from './StatusMark.tsx'

interface HeartbeatBarProps {
  /** Oldest first. */
  readonly beats: readonly Beat[]
  /** How many of the newest are drawn; where the bar has less room, the newest stay visible. */
  readonly slots?: number
  /** Lets the keyboard walk through the beats; for a single bar, not for each of a thousand rows. */
  readonly focusable?: boolean
}

/** Recent checks, newest at the right: colour and height tell the status, hovering tells each one's time and answer. */
export const HeartbeatBar = memo(function HeartbeatBar({ beats, slots = 40, focusable }: HeartbeatBarProps) {
  const svg = useRef<SVGSVGElement>(null)
  const [slot, setSlot] = useState<number | null>(null)
  const summary = beatSummary(beats)
  const shown = slot === null ? undefined : beatAt(beats, slots, slot * BEAT_STEP)
  const box = shown && svg.current?.getBoundingClientRect()

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left
    setSlot(Math.floor((event.clientX - left) / BEAT_STEP))
  }
  const onKeyDown = (event: KeyboardEvent<SVGSVGElement>) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (event.key === 'Escape') setSlot(null)
    if (step === 0) return
    event.preventDefault()
    setSlot(before => Math.min(slots - 1, Math.max(slots - beats.length, (before ?? slots) + step)))
  }
  const keyboard = focusable ? { tabIndex: 0, onKeyDown, onBlur: () => setSlot(null) } : {}

  return (
    <div className={classes.bar}>
      <svg
        ref={svg}
        className={classes.svg}
        width={slots * BEAT_STEP}
        height={BAR_HEIGHT}
        role="img"
        aria-label={shown ? `${STATUS_WORDS[shown[1]]}, ${formatMoment(shown[0])}` : summary}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setSlot(null)}
        {...keyboard}
      >
        <rect width={slots * BEAT_STEP} height={BAR_HEIGHT} fill="transparent" />
        {beats.length < slots && (
          <path
            className={classes.empty}
            d={`M0 ${BAR_HEIGHT / 2}H${(slots - beats.length) * BEAT_STEP - 1}`}
          />
        )}
        {beatPaths(beats, slots).map(({ status, path }) => (
          <path key={status} d={path} className={classes[status]} />
        ))}
      </svg>
      {shown && box && slot !== null && (
        <BeatTip beat={shown} x={box.left + slot * BEAT_STEP + 2} y={box.top} />
      )}
    </div>
  )
})

/** One beat in words, above it. */
function BeatTip({ beat, x, y }: { readonly beat: Beat; readonly x: number; readonly y: number }) {
  const [at, status, responseTimeMs] = beat
  return (
    <Portal>
      <div className={classes.tip} role="tooltip" style={{ left: x, top: y }}>
        <StatusMark status={status} size={12} label="" /> {STATUS_WORDS[status]}
        {responseTimeMs !== null && `, ${formatValue(responseTimeMs, 'ms')}`}
        <div className={classes.when}>{formatMoment(at)}</div>
      </div>
    </Portal>
  )
}
