import { Portal } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { availability, type StatusTimes, type UptimeRow } from '#shared/history.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { useLive } from '../connection/hooks.ts'
import type { LiveState } from '../connection/live-store.ts'
import { formatUptime } from '../format/format-uptime.ts'
import { ErrorBudget } from './ErrorBudget.tsx'
import { UptimeDetails } from './UptimeDetails.tsx'
import classes from './uptime.module.css'
import { kindWords, WINDOW_WORDS } from './uptime-rows.ts'
import { burnRate, burnWords, knownNote, windowWords } from './uptime-words.ts'

interface UptimeLineProps {
  readonly row: UptimeRow
  readonly rowKey: string
  readonly open: boolean
  readonly onToggle: (key: string) => void
}

type Window = UptimeRow['windows'][number]

/** How available one thing has been, in a line; opened, how long it had each status. */
export const UptimeLine = memo(function UptimeLine({ row, rowKey, open, onToggle }: UptimeLineProps) {
  const Chevron = open ? IconChevronDown : IconChevronRight
  const now = useLive(state => liveOf(state, row))
  const day = row.windows[0]
  return (
    <>
      <div className={classes.line}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          data-row-toggle
          onClick={() => onToggle(rowKey)}
        >
          {now ? (
            <StatusMark status={now.status} muted={now.muted} />
          ) : (
            <span className={classes.noMark} aria-hidden />
          )}
          <span className={classes.name}>{row.name}</span>
          <span className={classes.note}>
            {kindWords(row)}
            {now === null && ', no longer watched'}
          </span>
        </button>
        {row.windows.map((window, index) => (
          <UptimeCell
            key={WINDOW_WORDS[index]}
            window={window}
            words={WINDOW_WORDS[index] ?? ''}
            wide={index > 2}
          />
        ))}
        <span className={classes.budget}>
          <ErrorBudget
            slo={row.slo}
            note={day ? burnWords(burnRate(row.slo, day, day.toMs - day.fromMs)) : ''}
          />
        </span>
        <Chevron size={16} className={classes.chevron} aria-hidden />
      </div>
      {open && (
        <div className={classes.open}>
          <UptimeDetails row={row} watched={now !== null} />
        </div>
      )}
    </>
  )
})

interface UptimeCellProps {
  readonly window: Window
  readonly words: string
  /** Only where there is room. */
  readonly wide: boolean
}

/** The availability within a window, how much of it is known, and what it is made of on hover. */
function UptimeCell({ window, words, wide }: UptimeCellProps) {
  const [box, setBox] = useState<DOMRect | null>(null)
  const length = window.toMs - window.fromMs
  const note = knownNote(window, length)
  return (
    <span
      className={`${classes.number} ${classes.cell} ${wide ? classes.wideOnly : ''}`}
      data-down={window.unhealthyMs > 0 || undefined}
      onPointerEnter={event => setBox(event.currentTarget.getBoundingClientRect())}
      onPointerLeave={() => setBox(null)}
    >
      {formatUptime(availability(window))}
      {note !== '' && <span className={classes.small}>{note}</span>}
      {box && <CellTip box={box} times={window} length={length} words={words} />}
    </span>
  )
}

interface CellTipProps {
  readonly box: DOMRect
  readonly times: StatusTimes
  readonly length: number
  readonly words: string
}

function CellTip({ box, times, length, words }: CellTipProps) {
  const lines = windowWords(times, length)
  return (
    <Portal>
      <div className={classes.tip} role="tooltip" style={{ left: box.right, top: box.top - 4 }}>
        <div className={classes.dimmed}>Last {words}</div>
        {lines.length === 0 ? 'Nothing known' : lines.map(line => <div key={line}>{line}</div>)}
      </div>
    </Portal>
  )
}

/** How it is now; null where it is no longer watched. */
function liveOf({ monitors, backends }: LiveState, { kind, id }: UptimeRow) {
  if (kind === 'metric') return null
  const found = {
    monitor: () => monitors.get(id),
    backend: () => backends.get(id),
    service: () => backends.get(id.split('/')[0] ?? '')?.services.find(service => service.id === id),
  }[kind]()
  return found ? { status: found.status, muted: found.muted !== null } : null
}
