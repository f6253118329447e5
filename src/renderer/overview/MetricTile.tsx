import { UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { Trend } from '#shared/history.ts'
import { trendWords } from '#shared/trend-words.ts'
import type { MetricView } from '#shared/views.ts'
import { Ago } from '../components/Ago.tsx'
import { MetricValue } from '../components/MetricValue.tsx'
import { Sparkline } from '../components/Sparkline.tsx'
import { useFromNow, useLive } from '../connection/hooks.ts'
import { isOld } from './is-old.ts'
import classes from './MetricTile.module.css'
import type { MachineTile } from './machine-tiles.ts'
import type { SparklinePast } from './use-sparkline-past.ts'

interface MetricTileProps {
  readonly tile: MachineTile
  readonly opened: boolean
  /** What its sparklines are drawn from, but for the last minutes; null for those. */
  readonly past: SparklinePast | null
  /** Where metrics are going, by id. */
  readonly trends: ReadonlyMap<string, Trend>
  /** How far that reaches; empty for the last minutes. */
  readonly rangeLabel: string
  /** The id of what opens beneath. */
  readonly controls: string
  readonly onToggle: () => void
}

/** What a metric that was never measured is drawn from. */
const MISSING = { value: null, unit: '', status: 'healthy' } as const

/** Value, sparkline and a few words about one part of this machine; pressed, it shows everything about it. */
export function MetricTile(props: MetricTileProps) {
  const { tile, opened, past, trends, rangeLabel, controls, onToggle } = props
  const Chevron = opened ? IconChevronUp : IconChevronDown
  const details = [...new Set(tile.shown.map(({ metric }) => metric?.detail ?? ''))]
    .filter(Boolean)
    .join(', ')
  const found = tile.shown.flatMap(({ metric }) => trends.get(metric?.id ?? '') ?? [])[0]
  const note = useFromNow(now => (found === undefined ? '' : trendNote(found, now)))
  return (
    <UnstyledButton
      className={classes.tile}
      aria-expanded={opened}
      aria-controls={opened ? controls : undefined}
      onClick={onToggle}
    >
      <Chevron size={16} aria-hidden className={classes.chevron} />
      <span className={classes.values}>
        {tile.shown.map(({ title, metric }) => (
          <TileValue key={title} title={title} metric={metric} past={past} />
        ))}
      </span>
      <span className={classes.detail} title={details}>
        {details === '' ? 'not measured yet' : details}
        {rangeLabel !== '' && `, line over ${rangeLabel}`}
      </span>
      {note !== '' && <span className={classes.trend}>{note}</span>}
    </UnstyledButton>
  )
}

/** How fast it grows, and when it is full: only where that is foreseen, since otherwise nobody has to act. */
function trendNote(trend: Trend, now: number): string {
  const { pace, full } = trendWords(trend, now)
  return full === null ? '' : `${pace}, ${full}`
}

interface TileValueProps {
  readonly title: string
  readonly metric: MetricView | undefined
  readonly past: SparklinePast | null
}

function TileValue({ title, metric, past }: TileValueProps) {
  const samples = useLive(state => (metric && state.metricHistory.get(metric.id)) ?? [])
  const old = useFromNow(now => metric !== undefined && isOld(metric.sampledAt, samples, now))
  const { value, unit, status } = metric ?? MISSING
  return (
    <span className={classes.value}>
      <span className={classes.title} title={title}>
        {title}
      </span>
      <span className={classes.number}>
        <MetricValue value={value} unit={unit} status={status} old={old} large />
        {old && metric && (
          <span className={classes.detail}>
            <Ago at={metric.sampledAt} />
          </span>
        )}
      </span>
      <Sparkline
        samples={past === null ? samples : (past.samples.get(metric?.id ?? '') ?? [])}
        {...(past === null ? {} : { spanMs: past.spanMs })}
        thresholds={metric?.threshold ?? null}
        alarmed={status !== 'healthy'}
        {...(unit === '%' ? { max: 100 } : {})}
      />
    </span>
  )
}
