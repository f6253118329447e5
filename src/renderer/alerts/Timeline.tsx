import { Button } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowsUpDown,
  IconArrowUpRight,
  IconBell,
  IconBellOff,
  IconBellRinging,
  IconBellX,
  IconCheck,
  IconEyeOff,
  IconNote,
  IconTool,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { formatDuration } from '#shared/format-duration.ts'
import type { TimelineEntry } from '#shared/incidents.ts'
import { LevelMark } from '../components/LevelMark.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatMoment, formatTime } from '../format/format-moment.ts'
import classes from './incident.module.css'
import { timelineDays } from './timeline-days.ts'

interface TimelineProps {
  /** Oldest first. */
  readonly entries: readonly TimelineEntry[]
  readonly startedAt: number
}

/** More of them stand folded at first: what happened last matters most. */
const SHOWN_AT_FIRST = 60

/** Everything that happened in an incident, newest last. */
export function Timeline({ entries, startedAt }: TimelineProps) {
  const [all, setAll] = useState(false)
  const hidden = all ? 0 : Math.max(0, entries.length - SHOWN_AT_FIRST)
  const days = timelineDays(entries.slice(hidden))
  return (
    <section aria-labelledby="timeline-title">
      <h3 id="timeline-title" className={classes.subtitle}>
        Timeline
      </h3>
      {hidden > 0 && (
        <Button size="compact-xs" onClick={() => setAll(true)}>
          Show {hidden} earlier
        </Button>
      )}
      {days.map(({ key, day, entries: own }) => (
        <div key={key}>
          {days.length > 1 && <h4 className={classes.day}>{day}</h4>}
          <ol className={classes.timeline} aria-label={days.length > 1 ? `Timeline, ${day}` : 'Timeline'}>
            {own.map(({ entry, key: entryKey }) => (
              <Entry key={entryKey} entry={entry} startedAt={startedAt} />
            ))}
          </ol>
        </div>
      ))}
    </section>
  )
}

function Entry({ entry, startedAt }: { readonly entry: TimelineEntry; readonly startedAt: number }) {
  const { at, kind, text, by, output } = entry
  const after = at - startedAt
  return (
    <li className={classes.entry} data-kind={kind}>
      <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
        {formatTime(at)}
      </time>
      <span className={classes.mark}>
        <EntryMark entry={entry} />
      </span>
      <div className={classes.what}>
        <span className="visually-hidden">{KIND_WORDS[kind]}: </span>
        <span className={classes.text}>{text}</span>
        {by !== null && !text.includes(by) && <span className={classes.by}> by {by}</span>}
        {output !== '' && (
          <details className={classes.output}>
            <summary>What it wrote</summary>
            {/* It scrolls, so that the keyboard has to reach it. */}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard */}
            <pre tabIndex={0}>{output}</pre>
          </details>
        )}
      </div>
      <span className={classes.after}>{after >= 1000 ? `+${formatDuration(after)}` : ''}</span>
    </li>
  )
}

const KIND_WORDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  alert: 'Alert',
  'alert-over': 'Alert over',
  level: 'Level',
  acknowledged: 'Acknowledged',
  unacknowledged: 'Unacknowledged',
  note: 'Note',
  suppressed: 'Nobody told',
  flapping: 'Flapping',
  told: 'Told',
  'not-told': 'Not told',
  reminded: 'Reminded',
  escalated: 'Escalated',
  healing: 'Healing',
  resolved: 'Resolved',
  gone: 'No longer watched',
}

const ICONS: Partial<Readonly<Record<TimelineEntry['kind'], typeof IconBell>>> = {
  acknowledged: IconCheck,
  unacknowledged: IconArrowBackUp,
  note: IconNote,
  suppressed: IconBellOff,
  flapping: IconArrowsUpDown,
  told: IconBell,
  'not-told': IconBellX,
  reminded: IconBellRinging,
  escalated: IconArrowUpRight,
  healing: IconTool,
  gone: IconEyeOff,
}

/** Colour for what became better or worse, a plain sign for what people and notifiers did. */
function EntryMark({ entry: { kind, level } }: { readonly entry: TimelineEntry }): ReactNode {
  if (kind === 'resolved') return <StatusMark status="healthy" label="" />
  if (level !== null && (kind === 'alert' || kind === 'level')) return <LevelMark level={level} label="" />
  if (level !== null && kind === 'alert-over') return <LevelMark level={level} over label="" />
  const Icon = ICONS[kind] ?? IconBell
  return <Icon size={16} aria-hidden />
}
