import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { useLive } from '../connection/hooks.ts'
import type { EngineState } from '../connection/live-state.ts'
import { useConfigSource } from '../settings/use-config-source.ts'
import { arrangeItems, isProblem, NO_FILTER, tagsOf } from './arrange-items.ts'
import { BulkBar } from './BulkBar.tsx'
import { FilterBar } from './FilterBar.tsx'
import type { ListItem } from './list-item.ts'
import { rememberLast } from './remember-last.ts'
import { NO_SELECTION, onlyShown, toggle, toggleAll, toggleRange } from './selection.ts'
import { VirtualRows } from './VirtualRows.tsx'
import { WatchRow } from './WatchRow.tsx'
import classes from './watch-list.module.css'

interface WatchListProps {
  /** What is listed: "Database", "Backends". */
  readonly label: string
  readonly select: (state: EngineState) => readonly ListItem[]
  /** The id of the row to open, as the address names it. */
  readonly openId: string | undefined
  readonly renderOpen: (item: ListItem) => ReactNode
  /** Actions on the whole list. */
  readonly children: ReactNode
}

/** An accordion of everything that is watched here: worst first, filtered, with actions on many at once. */
export function WatchList({ label, select, openId, renderOpen, children }: WatchListProps) {
  const [filter, setFilter] = useState(NO_FILTER)
  const [chosen, setChosen] = useState(NO_SELECTION)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [goTo, setGoTo] = useState<string | null>(null)
  const { readOnly } = useConfigSource()
  const selectOnce = useMemo(() => rememberLast(select), [select])
  const keys = useLive(state => arrangeItems(selectOnce(state), filter).map(item => item.key))
  const tags = useLive(state => tagsOf(selectOnce(state)))
  const counts = useLive(state => countsOf(selectOnce(state)))
  const wanted = useLive(state => selectOnce(state).find(item => item.id === openId)?.key ?? null)

  useEffect(() => {
    if (wanted === null) return
    setFilter(NO_FILTER)
    setOpened(before => new Set(before).add(wanted))
    setGoTo(wanted)
  }, [wanted])

  const selection = onlyShown(chosen, keys)
  const onToggle = useCallback((key: string) => {
    setGoTo(null)
    setOpened(before => toggle({ keys: before, anchor: null }, key).keys)
  }, [])
  const onSelect = useCallback(
    (key: string, range: boolean) =>
      setChosen(before => (range ? toggleRange(before, key, keys) : toggle(before, key))),
    [keys],
  )
  const selectAll = () => setChosen(toggleAll(selection, keys))

  return (
    <section className={classes.list} aria-label={label}>
      <FilterBar filter={filter} onChange={setFilter} tags={tags} shown={keys.length} {...counts}>
        {children}
      </FilterBar>
      {selection.keys.size > 0 ? (
        <BulkBar
          keys={selection.keys}
          readOnly={readOnly}
          allShown={selection.keys.size === keys.length}
          onSelectAll={selectAll}
          onClear={() => setChosen(NO_SELECTION)}
        />
      ) : (
        <ColumnHeads onSelectAll={selectAll} disabled={keys.length === 0} />
      )}
      {keys.length === 0 && (
        <p className={classes.nothing}>
          {filter.problemsOnly && filter.text === '' ? 'No problems here.' : 'Nothing matches the filter.'}
        </p>
      )}
      <VirtualRows label={label} keys={keys} goTo={goTo} opened={opened} selected={selection.keys}>
        {key => (
          <WatchRow
            rowKey={key}
            open={opened.has(key)}
            selected={selection.keys.has(key)}
            onToggle={onToggle}
            onSelect={onSelect}
            renderOpen={renderOpen}
          />
        )}
      </VirtualRows>
    </section>
  )
}

function countsOf(items: readonly ListItem[]): { readonly total: number; readonly problems: number } {
  return { total: items.length, problems: items.filter(isProblem).length }
}

function ColumnHeads({
  onSelectAll,
  disabled,
}: {
  readonly onSelectAll: () => void
  readonly disabled: boolean
}) {
  return (
    <div className={classes.columns}>
      <input
        type="checkbox"
        className={classes.checkbox}
        aria-label="Select all shown"
        checked={false}
        disabled={disabled}
        onChange={onSelectAll}
      />
      <span />
      <span>Name</span>
      <span className={classes.number}>Response</span>
      <span className={classes.beats}>Recent checks</span>
      <span className={`${classes.number} ${classes.uptime}`}>Uptime 24 h</span>
      <span className={classes.age}>Checked</span>
      <span />
    </div>
  )
}
