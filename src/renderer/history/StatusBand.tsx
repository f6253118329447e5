import { Portal } from '@mantine/core'
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from 'react'
import { availability, type StatusSpan } from '#shared/history.ts'
import { STATUS_WORDS, StatusMark } from '../components/StatusMark.tsx'
import type { TimeSpan } from './history-range.ts'
import classes from './plot.module.css'
import { PLOT } from './plot-frame.ts'
import { type BandReading, bandAt, bandPieces, spansInSight } from './status-band.ts'
import { spanTexts } from './status-span-words.ts'
import { timesOf } from './status-times-of.ts'
import { availabilityWords, outageWords } from './uptime-words.ts'

/** As many pieces as are told apart; each is at least two pixels wide on a usual screen. */
const COLUMNS = 500

interface StatusBandProps {
  readonly name: string
  /** Of this series alone. */
  readonly spans: readonly StatusSpan[]
  readonly span: TimeSpan
  readonly now: number
  readonly right: number
  readonly cursor: number | null
}

/** Which status something had over the time of the chart above: by height, colour and pattern; pointing tells each. */
export const StatusBand = memo(function StatusBand(props: StatusBandProps) {
  const { name, spans, span, now, right, cursor } = props
  const track = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<BandReading | null>(null)
  const pieces = useMemo(() => bandPieces(spans, span, now, COLUMNS), [spans, span, now])
  const walk = useMemo(() => spansInSight(spans, span, now), [spans, span, now])
  const length = span.toMs - span.fromMs
  const share = (at: number) => Math.min(1, Math.max(0, (at - span.fromMs) / length))
  const summary = useMemo(() => {
    const times = timesOf(spans, span, now)
    return `${availabilityWords(availability(times))} available${outageWords(times)}`
  }, [spans, span, now])

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = span.fromMs + ((event.clientX - box.left) / box.width) * length
    setShown(at > now ? null : bandAt(spans, at, length / COLUMNS, now))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (event.key === 'Escape') setShown(null)
    if (step === 0 || walk.length === 0) return
    event.preventDefault()
    const index = shown?.span ? walk.indexOf(shown.span) : -1
    const next = walk[index === -1 ? walk.length - 1 : Math.min(walk.length - 1, Math.max(0, index + step))]
    if (!next) return
    setShown({ fromMs: next.fromMs, toMs: next.toMs ?? now, span: next, lasting: next.toMs === null })
  }
  return (
    <div className={classes.band} style={{ marginLeft: PLOT.left, marginRight: right }}>
      <div className={classes.bandHead}>
        <span>{name}</span>
        <span>{summary}</span>
      </div>
      <div
        ref={track}
        className={classes.track}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows walk through its pieces
        tabIndex={0}
        role="img"
        aria-label={shown ? `${name}: ${readingText(shown)}` : `Status of ${name}: ${summary}`}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setShown(null)}
        onBlur={() => setShown(null)}
        onKeyDown={onKeyDown}
      >
        {pieces
          .filter(({ look }) => look !== 'unwatched')
          .map(piece => (
            <div
              key={piece.from}
              className={classes.piece}
              data-look={piece.look}
              data-excused={piece.excuse ?? undefined}
              style={{ left: `${piece.from * 100}%`, width: `${(piece.to - piece.from) * 100}%` }}
            />
          ))}
        {cursor !== null && (
          <div className={classes.bandCursor} style={{ left: `${share(cursor) * 100}%` }} />
        )}
      </div>
      {shown && <BandTip reading={shown} box={track.current?.getBoundingClientRect()} share={share} />}
    </div>
  )
})

function readingText(reading: BandReading): string {
  const { what, when, message } = spanTexts(reading)
  return [what, when, message].filter(Boolean).join('. ')
}

interface BandTipProps {
  readonly reading: BandReading
  readonly box: DOMRect | undefined
  readonly share: (at: number) => number
}

/** A piece of the band in words, above it. */
function BandTip({ reading, box, share }: BandTipProps) {
  if (!box) return null
  const { what, when, message } = spanTexts(reading)
  const middle = (share(reading.fromMs) + share(reading.toMs)) / 2
  const x = box.left + box.width * middle
  return (
    <Portal>
      <div
        className={classes.bandTip}
        role="tooltip"
        style={{
          left: x,
          top: box.top - 6,
          transform: `translate(${-Math.round(middle * 100)}%, -100%)`,
        }}
      >
        {reading.span && (
          <>
            <StatusMark
              status={reading.span.status}
              muted={reading.span.excuse !== null}
              size={12}
              label=""
            />{' '}
          </>
        )}
        {what}
        {message !== '' && <div>{message}</div>}
        <div className={classes.when}>{when}</div>
      </div>
    </Portal>
  )
}

const LOOKS = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const

/** What the pieces of all bands mean. */
export function BandLegend() {
  return (
    <ul className={classes.bandLegend} aria-label="What the bands show" style={{ marginLeft: PLOT.left }}>
      {LOOKS.map(look => (
        <li key={look}>
          <Swatch look={look} />
          {STATUS_WORDS[look]}
        </li>
      ))}
      <li>
        <Swatch look="healthy" excused />
        Muted, paused or in maintenance
      </li>
      <li>
        <Swatch look="unwatched" />
        Not watched
      </li>
    </ul>
  )
}

function Swatch({ look, excused }: { readonly look: string; readonly excused?: boolean }) {
  return (
    <span className={`${classes.track} ${classes.swatch}`} aria-hidden>
      <span
        className={classes.piece}
        data-look={look}
        data-excused={excused || undefined}
        style={{ left: 0, width: '100%' }}
      />
    </span>
  )
}
