import { type FocusEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { IncidentView } from '#shared/incidents.ts'
import { NO_SELECTION, onlyShown, toggle, toggleAll, toggleRange } from '../lists/selection.ts'
import { VirtualRows } from '../lists/VirtualRows.tsx'
import shared from '../lists/watch-list.module.css'
import type { AlertViewName } from './alert-choice.ts'
import { rowInPlaceOf } from './alert-key.ts'
import classes from './alerts.module.css'
import { IncidentBulkBar } from './IncidentBulkBar.tsx'
import { IncidentDialogs, type IncidentQuestion } from './IncidentDialogs.tsx'
import { IncidentRow } from './IncidentRow.tsx'
import { asideWords, countOf, muteTargetsOf } from './incident-words.ts'
import { focusRow, useAlertKeys } from './use-alert-keys.ts'

interface IncidentListProps {
  readonly view: AlertViewName
  readonly told: readonly IncidentView[]
  /** Those whose rules are only listed; they stand apart. */
  readonly listed: readonly IncidentView[]
  /** How many of those there are in all. */
  readonly listedInAll: number
}

/** Incidents as rows: selected together, worked on with the keyboard or the pointer. */
export function IncidentList({ view, told, listed, listedInAll }: IncidentListProps) {
  const [chosen, setChosen] = useState(NO_SELECTION)
  const [question, setQuestion] = useState<IncidentQuestion | null>(null)
  const all = [...told, ...listed]
  const ids = all.map(({ id }) => id)
  const order = ids.join('\n')
  const selection = onlyShown(chosen, ids)
  const selected = all.filter(({ id }) => selection.keys.has(id))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order says when the ids are others
  const onSelect = useCallback(
    (id: string, range: boolean) =>
      setChosen(before => (range ? toggleRange(before, id, ids) : toggle(before, id))),
    [order],
  )
  const clear = () => setChosen(NO_SELECTION)
  const acknowledge = (incidents: readonly IncidentView[]) => setQuestion({ ask: 'acknowledge', incidents })

  const list = useAlertKeys((command, row) => {
    const focused = all.filter(({ id }) => id === row)
    if (command === 'select') {
      if (row !== null) onSelect(row, false)
      return row !== null
    }
    const meant = selected.length > 0 && command !== 'note' ? selected : focused
    const able = meant.filter(incident =>
      command === 'acknowledge'
        ? incident.state === 'open'
        : command === 'mute'
          ? incident.state !== 'resolved' && muteTargetsOf([incident]).length > 0
          : true,
    )
    if (able.length > 0) setQuestion({ ask: command, incidents: able })
    return able.length > 0
  })
  const onFocus = useFocusKept(list, ids, { order, asking: question !== null })
  const row = (incident: IncidentView) => (
    <IncidentRow
      incident={incident}
      selected={selection.keys.has(incident.id)}
      onSelect={onSelect}
      onAcknowledge={one => acknowledge([one])}
    />
  )
  return (
    <section
      className={`${shared.list} ${classes.incidents}`}
      data-plain={all.every(incident => asideWords(incident) === '') || undefined}
      aria-label={TITLES[view]}
      ref={list}
      onFocus={onFocus}
    >
      {selected.length > 0 ? (
        <IncidentBulkBar
          incidents={selected}
          allShown={selected.length === all.length}
          onSelectAll={() => setChosen(toggleAll(selection, ids))}
          onClear={clear}
          onAcknowledge={acknowledge}
        />
      ) : (
        <ColumnHeads view={view} onSelectAll={() => setChosen(toggleAll(selection, ids))} />
      )}
      <Rows label={TITLES[view]} incidents={told} selected={selection.keys}>
        {row}
      </Rows>
      {listed.length > 0 && (
        <section className={classes.listed} aria-labelledby="listed-title">
          <h2 id="listed-title" className={classes.subtitle}>
            Listed only
            <span className={classes.count}>{countOf(listedInAll, 'incident')}, nobody is told of these</span>
          </h2>
          <Rows label="Listed only" incidents={listed} selected={selection.keys}>
            {row}
          </Rows>
        </section>
      )}
      <IncidentDialogs question={question} onClose={() => setQuestion(null)} onDone={clear} />
    </section>
  )
}

const TITLES: Readonly<Record<AlertViewName, string>> = {
  open: 'Open alerts',
  acknowledged: 'Acknowledged alerts',
  history: 'Resolved incidents',
}

/** A dialog gives the focus back to what it was opened from, which may be gone; that comes first. Milliseconds. */
const AFTER_DIALOG_MS = 50

/**
 * Where the focused row leaves the list, the focus goes to what takes its place, and not back to the top of the page;
 * after the dialog that it was asked about in, where there is one.
 */
function useFocusKept(
  list: { readonly current: HTMLElement | null },
  ids: readonly string[],
  { order, asking }: { readonly order: string; readonly asking: boolean },
) {
  const last = useRef<string | null>(null)
  const lost = useRef(false)
  const before = useRef<readonly string[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order says when the ids are others
  useEffect(() => {
    const shown = before.current
    before.current = ids
    if (last.current !== null && !ids.includes(last.current)) {
      last.current = rowInPlaceOf(last.current, shown, ids)
      lost.current = true
    }
    if (asking || !lost.current) return
    const timer = setTimeout(() => {
      lost.current = false
      if (document.activeElement !== document.body || last.current === null || !list.current) return
      focusRow(list.current, last.current, { preventScroll: true })
    }, AFTER_DIALOG_MS)
    return () => clearTimeout(timer)
  }, [order, asking])
  return ({ target }: FocusEvent<HTMLElement>) => {
    // What has the focus in a dialog over the list leaves the row as it was.
    if (list.current?.contains(target)) {
      last.current = target.closest<HTMLElement>('[data-incident]')?.dataset.incident ?? null
    }
  }
}

interface RowsProps {
  readonly label: string
  readonly incidents: readonly IncidentView[]
  readonly selected: ReadonlySet<string>
  readonly children: (incident: IncidentView) => ReactNode
}

function Rows({ label, incidents, selected, children }: RowsProps) {
  const byId = new Map(incidents.map(incident => [incident.id, incident]))
  return (
    <VirtualRows label={label} keys={[...byId.keys()]} selected={selected}>
      {id => {
        const incident = byId.get(id)
        return incident && children(incident)
      }}
    </VirtualRows>
  )
}

const ASIDE: Readonly<Record<AlertViewName, string>> = {
  open: 'Not told because',
  acknowledged: 'By',
  history: 'Ended',
}

function ColumnHeads({
  view,
  onSelectAll,
}: {
  readonly view: AlertViewName
  readonly onSelectAll: () => void
}) {
  return (
    <div className={classes.columns}>
      <input
        type="checkbox"
        className={shared.checkbox}
        aria-label="Select all shown"
        checked={false}
        onChange={onSelectAll}
      />
      <span>Level</span>
      <span>What</span>
      <span className={classes.aside}>{ASIDE[view]}</span>
      <span className={classes.started}>Since</span>
      <span className={classes.length}>{view === 'history' ? 'Lasted' : 'Lasts'}</span>
      <span />
    </div>
  )
}
