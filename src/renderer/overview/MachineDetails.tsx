import { Button, Radio, SegmentedControl } from '@mantine/core'
import { routeHash } from '#shared/route.ts'
import type { MetricView } from '#shared/views.ts'
import { Meter } from '../components/Meter.tsx'
import { MetricValue } from '../components/MetricValue.tsx'
import { Sparkline } from '../components/Sparkline.tsx'
import { useLive } from '../connection/hooks.ts'
import { historyRoute } from '../history/history-route.ts'
import classes from './MachineDetails.module.css'
import { diskName, type MachineTile, type MetricSection } from './machine-tiles.ts'
import { TopProcesses } from './TopProcesses.tsx'
import { SPARKLINE_RANGES, type SparklinePast, type SparklineRange } from './use-sparkline-past.ts'

interface MachineDetailsProps {
  readonly tile: MachineTile
  /** The filesystem the Storage tile shows; null for the worst. */
  readonly chosenDisk: string | null
  readonly onChooseDisk: (id: string | null) => void
  readonly past: SparklinePast | null
  readonly range: SparklineRange
  readonly onChooseRange: (value: string) => void
}

/** Everything about one part of this machine. */
export function MachineDetails(props: MachineDetailsProps) {
  const { tile, chosenDisk, onChooseDisk, past, range, onChooseRange } = props
  const measured = tile.shown.flatMap(({ metric }) => metric ?? [])
  return (
    <div className={classes.sections}>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Range of the small lines"
          data={SPARKLINE_RANGES.map(({ value, label }) => ({ value, label }))}
          value={range.value}
          onChange={onChooseRange}
          transitionDuration={0}
        />
        {measured.length > 0 && (
          <Button
            component="a"
            href={routeHash(historyRoute(...measured.map(({ id }) => ({ kind: 'metric' as const, id }))))}
          >
            Show in history
          </Button>
        )}
      </div>
      {tile.sections.map(section => (
        <Section key={section.title} section={section} past={past} />
      ))}
      {tile.sections.length === 0 && <p className={classes.none}>Nothing more is measured here.</p>}
      {tile.id === 'storage' && (
        <DiskChoice section={tile.sections[0]} chosen={chosenDisk} onChoose={onChooseDisk} />
      )}
      {tile.id === 'cpu' && <TopProcesses by="cpu" />}
      {tile.id === 'memory' && <TopProcesses by="memory" />}
    </div>
  )
}

interface SectionProps {
  readonly section: MetricSection
  readonly past: SparklinePast | null
}

function Section({ section, past }: SectionProps) {
  return (
    <section>
      <h2 className={classes.title}>{section.title}</h2>
      <ul className={classes.list}>
        {section.metrics.map(metric => (
          <MetricRow key={metric.id} metric={metric} past={past} />
        ))}
      </ul>
    </section>
  )
}

interface MetricRowProps {
  readonly metric: MetricView
  readonly past: SparklinePast | null
}

function MetricRow({ metric, past }: MetricRowProps) {
  const samples = useLive(state => state.metricHistory.get(metric.id) ?? [])
  const { value, unit, status, threshold } = metric
  return (
    <li className={classes.row}>
      <span className={classes.about} title={`${metric.name} ${metric.detail}, in history`}>
        <a className={classes.name} href={routeHash(historyRoute({ kind: 'metric', id: metric.id }))}>
          {metric.name}
        </a>
        {metric.detail !== '' && unit !== 's' && <span className={classes.detail}>{metric.detail}</span>}
      </span>
      <span className={classes.picture}>
        {unit === '%' ? (
          <Meter percent={value} status={status} thresholds={threshold} />
        ) : (
          unit !== 's' && (
            <Sparkline
              samples={past === null ? samples : (past.samples.get(metric.id) ?? [])}
              {...(past === null ? {} : { spanMs: past.spanMs })}
            />
          )
        )}
      </span>
      <span className={classes.value}>
        <MetricValue value={value} unit={unit} status={status} />
      </span>
    </li>
  )
}

interface DiskChoiceProps {
  readonly section: MetricSection | undefined
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}

/** Which filesystem the tile shows. */
function DiskChoice({ section, chosen, onChoose }: DiskChoiceProps) {
  const disks = section?.metrics.filter(metric => metric.id.startsWith('disk:')) ?? []
  if (disks.length < 2) return null
  const value = disks.some(metric => metric.id === chosen) ? (chosen ?? 'worst') : 'worst'
  return (
    <Radio.Group
      label="On the tile"
      value={value}
      onChange={next => onChoose(next === 'worst' ? null : next)}
      classNames={{ label: classes.title ?? '' }}
    >
      <div className={classes.choices}>
        <Radio size="xs" value="worst" label="The fullest against its thresholds" />
        {disks.map(metric => (
          <Radio key={metric.id} size="xs" value={metric.id} label={diskName(metric)} />
        ))}
      </div>
    </Radio.Group>
  )
}
