import type { SeriesHistory } from '#shared/history.ts'
import { STATUS_WORDS, StatusMark } from '../components/StatusMark.tsx'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue } from '../format/format-value.ts'
import { LineSample } from '../overview/LineSample.tsx'
import type { ChartPlan, PlannedLine } from './chart-plans.ts'
import { spanWords } from './history-range.ts'
import { pointAt } from './history-rows.ts'
import { lineStyle } from './line-style.ts'
import classes from './plot.module.css'
import { seriesId } from './series-id.ts'
import { EXCUSE_WORDS } from './status-span-words.ts'
import type { LoadedHistory } from './use-history.ts'

interface Read {
  readonly plan: ChartPlan
  readonly loaded: LoadedHistory
  readonly own: readonly SeriesHistory[]
}

const MINUTE_MS = 60_000

/** The step that a moment is in, as it was recorded: a moment, or from when to when. */
function momentWords({ own, loaded }: Read, at: number): string {
  const series = own[0]
  const point = series && pointAt(series, at)
  if (!series || !point) return formatMoment(at)
  if (point.count <= 1 || series.stepMs < MINUTE_MS) return formatMoment(point.at + series.stepMs / 2)
  return spanWords({ fromMs: point.at, toMs: Math.min(point.at + series.stepMs, loaded.asOf) })
}

/** What a line says at a moment; null in a gap. */
function valueAt({ loaded, own }: Read, line: PlannedLine, at: number): number | null {
  const shift = loaded.span.toMs - loaded.span.fromMs
  const among = line.before ? (loaded.before?.series ?? []) : own
  const series = among.find(one => seriesId(one) === line.seriesId)
  const point = series && pointAt(series, line.before ? at - shift : at)
  return point?.[line.figure] ?? null
}

/** Which status a series had at a moment, and what excused it. */
function statusAt({ loaded }: Read, id: string, at: number) {
  return loaded.spans.find(
    span => seriesId(span) === id && span.fromMs <= at && (span.toMs ?? loaded.asOf) >= at,
  )
}

/** A chart at a moment, in words, for those who hear it. */
export function wordsAt(read: Read, at: number): string {
  const values = read.plan.lines.map(
    line => `${line.label} ${formatValue(valueAt(read, line, at), read.plan.unit)}`,
  )
  const statuses = read.own.flatMap(series => {
    const span = statusAt(read, seriesId(series), at)
    return span ? [`${series.name} ${STATUS_WORDS[span.status].toLowerCase()}`] : []
  })
  return [...values, ...statuses].join(', ')
}

/** The same beside the pointer. */
export function ChartReading({ at, ...read }: Read & { readonly at: number }) {
  const { plan, loaded, own } = read
  const shift = loaded.span.toMs - loaded.span.fromMs
  return (
    <>
      <div className={classes.when}>{momentWords(read, at)}</div>
      {plan.lines.map(line => (
        <div key={line.key} className={classes.readingRow}>
          <LineSample style={lineStyle(plan, line)} />
          <span>{line.before ? `${line.label}, ${formatMoment(at - shift)}` : line.label}</span>
          <strong>{formatValue(valueAt(read, line, at), plan.unit)}</strong>
        </div>
      ))}
      {own.map(series => (
        <SeriesStatus key={seriesId(series)} read={read} series={series} at={at} />
      ))}
    </>
  )
}

interface SeriesStatusProps {
  readonly read: Read
  readonly series: SeriesHistory
  readonly at: number
}

/** Which status it had, how many checks failed in the step, and how far its values reached. */
function SeriesStatus({ read, series, at }: SeriesStatusProps) {
  const span = statusAt(read, seriesId(series), at)
  const point = pointAt(series, at)
  const notes = [
    ...(read.plan.bandOf === null || point === null || point.min === null
      ? []
      : [`${formatValue(point.min, series.unit)} to ${formatValue(point.max, series.unit)}`]),
    ...(point && point.failures > 0 ? [`${point.failures} of ${point.count} failed`] : []),
  ].join(', ')
  if (!span && notes === '') return null
  return (
    <div className={classes.readingRow}>
      {span && (
        <>
          <StatusMark status={span.status} muted={span.excuse !== null} size={12} label="" />
          <span>
            {read.own.length > 1 && `${series.name}: `}
            {STATUS_WORDS[span.status]}
            {span.excuse !== null && `, ${EXCUSE_WORDS[span.excuse]}`}
          </span>
        </>
      )}
      {notes !== '' && <span className={classes.when}>{notes}</span>}
    </div>
  )
}
