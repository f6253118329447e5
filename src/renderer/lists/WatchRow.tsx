import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo, type ReactNode, useState } from 'react'
import { Ago } from '../components/Ago.tsx'
import { HeartbeatBar } from '../components/HeartbeatBar.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useLive } from '../connection/hooks.ts'
import { formatUptime } from '../format/format-uptime.ts'
import { formatValue } from '../format/format-value.ts'
import { findItem, type ListItem } from './list-item.ts'
import { MuteMark } from './MuteMark.tsx'
import classes from './watch-list.module.css'

interface WatchRowProps {
  readonly rowKey: string
  readonly open: boolean
  readonly selected: boolean
  readonly onToggle: (key: string) => void
  readonly onSelect: (key: string, range: boolean) => void
  readonly renderOpen: (item: ListItem) => ReactNode
}

/** One monitor, backend or reported service in a line; opened, everything about it beneath. */
export const WatchRow = memo(function WatchRow(props: WatchRowProps) {
  const { rowKey, open, selected, onToggle, onSelect, renderOpen } = props
  const item = useLive(state => findItem(state, rowKey))
  if (item === undefined) return null
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <>
      <div className={classes.line}>
        {/* Plain elements: a thousand of these have to scroll smoothly. */}
        <input
          type="checkbox"
          className={`${classes.checkbox} ${classes.above}`}
          aria-label={`Select ${item.name}`}
          checked={selected}
          onChange={() => undefined}
          onClick={event => onSelect(rowKey, event.shiftKey)}
        />
        <StatusMark status={item.status} muted={item.muted !== null} />
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          data-row-toggle
          onClick={() => onToggle(rowKey)}
        >
          <span className={classes.name}>{item.name}</span>
          <RowMarks item={item} />
          <RowNote item={item} />
        </button>
        <span className={classes.number}>
          <ResponseTime item={item} />
        </span>
        <span className={`${classes.beats} ${classes.above}`}>
          <HeartbeatBar beats={item.beats} />
        </span>
        <span className={`${classes.number} ${classes.uptime}`}>{formatUptime(item.uptime24h)}</span>
        <span className={classes.age}>{item.checking ? 'checking' : <Ago at={item.checkedAt} />}</span>
        <Chevron size={16} className={classes.chevron} aria-hidden />
      </div>
      {open && <div className={classes.open}>{renderOpen(item)}</div>}
    </>
  )
})

function RowMarks({ item }: { readonly item: ListItem }) {
  return (
    <>
      {item.paused && <span className={classes.mark}>Paused</span>}
      {item.muted && <MuteMark mute={item.muted} />}
      {item.difference !== null && <span className={classes.mark}>Views differ</span>}
      {item.pending && !item.paused && <span className={classes.mark}>{capitalised(item.pending)}</span>}
      {item.tags.slice(0, 3).map(tag => (
        <span key={tag} className={classes.mark}>
          {tag}
        </span>
      ))}
    </>
  )
}

/** What is wrong, where something is; else what is watched. */
function RowNote({ item }: { readonly item: ListItem }) {
  const wrong = wrongWords(item)
  return (
    <span className={`${classes.note} ${wrong === '' ? '' : classes.wrong}`}>{wrong || item.target}</span>
  )
}

/** What is wrong with it, or with the other view on it; empty where nothing is. */
function wrongWords(item: ListItem): string {
  if (item.paused) return ''
  return item.status === 'healthy' ? (item.difference ?? '') : item.message
}

function ResponseTime({ item }: { readonly item: ListItem }) {
  const text = formatValue(item.responseTimeMs, 'ms')
  const [first] = useState(text)
  const old = item.paused || item.status === 'unknown'
  // Only a change fades in: not a row that comes into view.
  return (
    <span key={text} className={`${text === first ? '' : classes.changed} ${old ? 'old' : ''}`}>
      {text}
    </span>
  )
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
