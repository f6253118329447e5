import { useMemo } from 'react'
import { formatDuration } from '#shared/format-duration.ts'
import type { SeriesHistory, SeriesSummary, StatusSpan } from '#shared/history.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatValue } from '../format/format-value.ts'
import { LineSample } from '../overview/LineSample.tsx'
import { ChartReading, wordsAt } from './ChartReading.tsx'
import type { ChartPlan } from './chart-plans.ts'
import { compareWords } from './compare-words.ts'
import { HistoryPlot } from './HistoryPlot.tsx'
import { lengthWords, type TimeSpan } from './history-range.ts'
import { chartRows } from './history-rows.ts'
import type { Incident } from './incidents.ts'
import { lineStyle } from './line-style.ts'
import { PlotOverlay, type RangeGestures } from './PlotOverlay.tsx'
import classes from './plot.module.css'
import { StatusBand } from './StatusBand.tsx'
import { seriesId } from './series-id.ts'
import type { LoadedHistory, RecordedTime } from './use-history.ts'
import type { Thresholds } from './use-thresholds.ts'

interface HistoryChartProps {
  readonly plan: ChartPlan
  readonly loaded: LoadedHistory
  readonly incidents: readonly Incident[]
  readonly thresholds: ReadonlyMap<string, Thresholds>
  readonly right: number
  readonly cursor: number | null
  readonly onCursor: (at: number | null) => void
  readonly gestures: RangeGestures
}

/** More marks than these would be a wall of them. */
const MOST_MARKS = 40
const NONE: readonly SeriesHistory[] = []
const NO_SPANS: readonly StatusSpan[] = []

/** One chart: its legend, its lines, what can be pointed at, and the status of its series beneath. */
export function HistoryChart(props: HistoryChartProps) {
  const { plan, loaded, thresholds, right, cursor, onCursor, gestures } = props
  const { span } = loaded
  const shiftMs = span.toMs - span.fromMs
  const before = loaded.before?.series ?? NONE
  const drawn = useMemo(
    () => chartRows(plan, loaded.series, before, shiftMs),
    [plan, loaded.series, before, shiftMs],
  )
  const own = useMemo(
    () => loaded.series.filter(series => plan.seriesIds.includes(seriesId(series))),
    [loaded.series, plan],
  )
  const lines = useMemo(
    () =>
      own.map(series => ({
        id: seriesId(series),
        name: series.name,
        unit: series.unit,
        threshold: thresholds.get(seriesId(series)) ?? null,
      })),
    [own, thresholds],
  )
  // The same ones while the cursor moves, so that no band is reckoned anew for it.
  const spans = useMemo(() => Map.groupBy(loaded.spans, seriesId), [loaded.spans])
  const incidents = props.incidents.filter(incident => plan.seriesIds.includes(incident.seriesId))
  const empty = own.every(series => series.points.length === 0)
  const reading = { plan, loaded, own }
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.head}>
        <h2 className={classes.title}>{plan.title}</h2>
        <Legend plan={plan} bandTop={drawn.bandTop} />
      </figcaption>
      {empty && <p className={classes.none}>Nothing was recorded in this time.</p>}
      <div className={classes.plot}>
        <HistoryPlot plan={plan} drawn={drawn} span={span} thresholds={lines} right={right} />
        <PlotOverlay
          label={plan.title}
          {...{ span, cursor, onCursor, gestures, right }}
          wordsAt={at => wordsAt(reading, at)}
          readingAt={at => <ChartReading {...reading} at={at} />}
        >
          {incidents.slice(0, MOST_MARKS).map(incident => (
            <IncidentMark
              key={`${incident.seriesId} ${incident.fromMs}`}
              {...{ incident, span }}
              asOf={loaded.asOf}
            />
          ))}
        </PlotOverlay>
      </div>
      <ComparedWords plan={plan} loaded={loaded} />
      <FarThresholds lines={lines} highest={drawn.highest} />
      {own
        .filter(({ kind }) => kind !== 'metric')
        .map(series => (
          <StatusBand
            key={seriesId(series)}
            name={series.name}
            spans={spans.get(seriesId(series)) ?? NO_SPANS}
            {...{ span, right, cursor }}
            now={loaded.asOf}
          />
        ))}
    </figure>
  )
}

interface LegendProps {
  readonly plan: ChartPlan
  readonly bandTop: number
}

function Legend({ plan, bandTop }: LegendProps) {
  return (
    <ul className={classes.legend} aria-label="Lines">
      {plan.lines.map(line => (
        <li key={line.key}>
          <LineSample style={lineStyle(plan, line)} />
          {line.label}
        </li>
      ))}
      {plan.bandOf !== null && (
        <li>
          <span className={classes.bandSample} aria-hidden />
          lowest to highest, at most {formatValue(bandTop, plan.unit)}
        </li>
      )}
    </ul>
  )
}

interface IncidentMarkProps {
  readonly incident: Incident
  readonly span: TimeSpan
  readonly asOf: number
}

/** A time in which something was wrong with it, behind the lines. */
function IncidentMark({ incident, span, asOf }: IncidentMarkProps) {
  const share = (at: number) => Math.min(1, Math.max(0, (at - span.fromMs) / (span.toMs - span.fromMs)))
  const { status = 'unhealthy' } = incident
  const [from, to] = [share(incident.fromMs), share(incident.toMs ?? asOf)]
  return (
    <div
      className={classes.incident}
      data-status={status}
      style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
    >
      <span className={classes.incidentMark}>
        <StatusMark status={status} size={12} label="" />
      </span>
    </div>
  )
}

/** Of a time that is recorded from its second half on only, how long that is. */
function onlyLastWords({ span, series }: RecordedTime, id: string): string | null {
  const first = series.find(one => seriesId(one) === id)?.points[0]
  if (first === undefined || first.at < (span.fromMs + span.toMs) / 2) return null
  return formatDuration(span.toMs - first.at)
}

/** How the time shown differs from the one before, in a sentence. */
function ComparedWords({ plan, loaded }: { readonly plan: ChartPlan; readonly loaded: LoadedHistory }) {
  const line = plan.lines.find(({ before }) => before)
  if (line === undefined || loaded.before === null) return null
  const whole = (series: readonly SeriesSummary[]) => series.find(one => seriesId(one) === line.seriesId)
  const words = compareWords({
    figure: line.figure,
    unit: plan.unit,
    length: lengthWords(loaded.range),
    now: whole(loaded.whole),
    before: whole(loaded.before.whole),
    onlyLast: onlyLastWords(loaded.before, line.seriesId),
  })
  return <p className={classes.words}>{words}</p>
}

interface FarThresholdsProps {
  readonly lines: readonly {
    readonly name: string
    readonly unit: string
    readonly threshold: Thresholds | null
  }[]
  readonly highest: number
}

/** A threshold far above the values is said, since its line would press them flat. */
function FarThresholds({ lines, highest }: FarThresholdsProps) {
  const far = lines.flatMap(({ unit, threshold }) =>
    unit !== '%' && threshold !== null && highest > 0 && threshold.warning > highest * 5
      ? [formatValue(threshold.warning, unit)]
      : [],
  )
  const [first] = far
  if (first === undefined || lines.length !== 1) return null
  return <p className={classes.when}>All of it is far below the warning threshold of {first}.</p>
}
