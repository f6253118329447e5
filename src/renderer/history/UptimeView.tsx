import { CloseButton, Loader, Switch, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { EmptyState } from '../components/EmptyState.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { VirtualRows } from '../lists/VirtualRows.tsx'
import { seriesId } from './series-id.ts'
import { UptimeColumns } from './UptimeColumns.tsx'
import { UptimeLine } from './UptimeLine.tsx'
import classes from './uptime.module.css'
import {
  arrangeUptime,
  parseUptimeChoice,
  type UptimeChoice,
  uptimeQuery,
  WINDOW_DAYS,
} from './uptime-rows.ts'
import { useRefetched } from './use-refetched.ts'
import { useRememberedQuery } from './use-remembered-query.ts'
import { watchedIds } from './watched-ids.ts'

const AGAIN_MS = 60_000

/** How available everything has been: over a day to a year, and how much of its error budget is left. */
export function UptimeView({ query }: { readonly query: string | null }) {
  const engine = useEngine()
  const [shown, setShown] = useRememberedQuery('uptime', query, '')
  const choice = useMemo(() => parseUptimeChoice(shown), [shown])
  const change = (next: UptimeChoice) => setShown(uptimeQuery(next))
  const { value: rows, refusal } = useRefetched(
    () => engine.call('uptimeTable', { days: [...WINDOW_DAYS] }),
    AGAIN_MS,
  )
  const watched = useLive(watchedIds)
  const there = useMemo(() => {
    const ids = new Set(watched)
    return (rows ?? []).map(row => ({ row, isWatched: ids.has(seriesId(row)) }))
  }, [rows, watched])
  const offered = useMemo(
    () => there.filter(({ isWatched }) => isWatched || choice.gone).map(({ row }) => row),
    [there, choice.gone],
  )
  const arranged = useMemo(() => arrangeUptime(offered, choice), [offered, choice])
  const byKey = useMemo(() => new Map(arranged.map(({ key, row }) => [key, row])), [arranged])
  const keys = useMemo(() => arranged.map(({ key }) => key), [arranged])
  const gone = there.filter(({ isWatched }) => !isWatched).length
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (key: string) =>
      setOpened(
        before => new Set(before.has(key) ? [...before].filter(one => one !== key) : [...before, key]),
      ),
    [],
  )
  if (rows === null) {
    return refusal === '' ? (
      <Loader size="sm" role="status" aria-label="Loading the uptime" />
    ) : (
      <p role="alert">{refusal}</p>
    )
  }
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing is recorded yet">
        The availability of every monitor, backend and reported service shows here once it has been checked.
      </EmptyState>
    )
  }
  return (
    <section className={classes.uptime} aria-label="Uptime">
      <search className={classes.bar}>
        <NameFilter text={choice.text} onChange={text => change({ ...choice, text })} />
        {gone > 0 && (
          <Switch
            size="xs"
            label={`Also what is no longer watched (${gone})`}
            checked={choice.gone}
            onChange={event => change({ ...choice, gone: event.currentTarget.checked })}
          />
        )}
        <span className={classes.dimmed} role="status">
          {arranged.length === offered.length
            ? `${offered.length} in all`
            : `${arranged.length} of ${offered.length} shown`}
        </span>
      </search>
      {refusal !== '' && <p role="alert">{refusal}</p>}
      <UptimeColumns choice={choice} onChange={change} />
      <VirtualRows label="Uptime" keys={keys} opened={opened}>
        {key => {
          const row = byKey.get(key)
          return row && <UptimeLine row={row} rowKey={key} open={opened.has(key)} onToggle={toggle} />
        }}
      </VirtualRows>
      {arranged.length === 0 && <p className={classes.nothing}>Nothing of this name.</p>}
      <p className={classes.dimmed}>
        Healthy and degraded time is good. What was unknown, not watched, muted, paused or in maintenance is
        left out of the percentage, and said where it is more than a little.
      </p>
    </section>
  )
}

interface NameFilterProps {
  /** As it stands in the address. */
  readonly text: string
  readonly onChange: (text: string) => void
}

/** Holds what is typed itself: the address follows a moment later, and until then the cursor would jump to the end. */
function NameFilter({ text, onChange }: NameFilterProps) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  const change = (next: string) => {
    setTyped(next)
    onChange(next)
  }
  return (
    <TextInput
      className={classes.search ?? ''}
      size="xs"
      aria-label="Filter by name or category"
      placeholder="Filter"
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed !== '' && <CloseButton size="xs" aria-label="Clear the filter" onClick={() => change('')} />
      }
      value={typed}
      onChange={event => change(event.currentTarget.value)}
    />
  )
}
