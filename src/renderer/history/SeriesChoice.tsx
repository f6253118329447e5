import { MultiSelect } from '@mantine/core'
import { useMemo } from 'react'
import type { SeriesInfo, SeriesKind, SeriesRef } from '#shared/history.ts'
import { useLive } from '../connection/hooks.ts'
import classes from './history.module.css'
import { MOST_CHOSEN } from './history-choice.ts'
import { parseSeriesId, seriesId } from './series-id.ts'
import { watchedIds } from './watched-ids.ts'

/** So many are offered at once; words find the others. */
const MOST_OFFERED = 50

const GROUPS: Readonly<Record<SeriesKind, string>> = {
  ...{ monitor: 'Monitors', backend: 'Backends', service: 'Services of backends', metric: 'Metrics' },
}
const ORDER: readonly SeriesKind[] = ['monitor', 'backend', 'service', 'metric']

interface SeriesChoiceProps {
  readonly infos: readonly SeriesInfo[]
  readonly chosen: readonly SeriesRef[]
  readonly onChange: (series: readonly SeriesRef[]) => void
}

/** Which monitors, backends, services and metrics are shown: any that something is remembered of. */
export function SeriesChoice({ infos, chosen, onChange }: SeriesChoiceProps) {
  const watched = useLive(watchedIds)
  const value = chosen.map(seriesId)
  const data = useMemo(() => offered(infos, value, new Set(watched)), [infos, value, watched])
  return (
    <MultiSelect
      className={classes.series ?? ''}
      classNames={{ pill: classes.pill ?? '' }}
      size="xs"
      aria-label="What is shown"
      placeholder={chosen.length === 0 ? 'Choose monitors, services, metrics' : 'Add'}
      data={data}
      value={value}
      onChange={next => onChange(next.flatMap(id => parseSeriesId(id) ?? []))}
      maxValues={MOST_CHOSEN}
      limit={MOST_OFFERED}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Show nothing' }}
      hidePickedOptions
      nothingFoundMessage="Nothing of this name is remembered"
      maxDropdownHeight={360}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}

function offered(infos: readonly SeriesInfo[], chosen: readonly string[], watched: ReadonlySet<string>) {
  const known = new Map(infos.map(info => [seriesId(info), labelOf(info, watched)]))
  const groups = ORDER.map(kind => ({
    group: GROUPS[kind],
    items: infos
      .filter(info => info.kind === kind)
      .map(info => ({ value: seriesId(info), label: known.get(seriesId(info)) ?? info.name }))
      .toSorted((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true })),
  }))
  // An address may name what nothing is remembered of yet.
  const missing = chosen.filter(id => !known.has(id))
  const unknown = { group: 'Not recorded', items: missing.map(id => ({ value: id, label: id })) }
  return [...groups, unknown].filter(({ items }) => items.length > 0)
}

function labelOf(info: SeriesInfo, watched: ReadonlySet<string>): string {
  const of = info.kind === 'service' ? `, ${info.id.split('/')[0]}` : ''
  return `${info.name}${of}${watched.has(seriesId(info)) ? '' : ' (no longer watched)'}`
}
