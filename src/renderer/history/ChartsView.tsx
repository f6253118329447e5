import { Loader } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { SeriesInfo } from '#shared/history.ts'
import { EmptyState } from '../components/EmptyState.tsx'
import { useEngine } from '../connection/hooks.ts'
import { chartPlans, suitedTo } from './chart-plans.ts'
import { FigureChoice } from './FigureChoice.tsx'
import { FiguresTable } from './FiguresTable.tsx'
import { firstChoice } from './first-choice.ts'
import { HistoryChart } from './HistoryChart.tsx'
import classes from './history.module.css'
import { choiceQuery, type HistoryChoice, parseChoice } from './history-choice.ts'
import { type HistoryRange, panned, spanOf, zoomAround, zoomTo } from './history-range.ts'
import { IncidentList } from './IncidentList.tsx'
import { type Incident, incidentsOf } from './incidents.ts'
import type { RangeGestures } from './PlotOverlay.tsx'
import { RIGHT } from './plot-frame.ts'
import { RangeBar } from './RangeBar.tsx'
import { SeriesChoice } from './SeriesChoice.tsx'
import { BandLegend } from './StatusBand.tsx'
import { type LoadedHistory, useHistory } from './use-history.ts'
import { useRememberedQuery } from './use-remembered-query.ts'
import { type Thresholds, useThresholds } from './use-thresholds.ts'

interface ChartsViewProps {
  readonly query: string | null
  readonly infos: readonly SeriesInfo[] | null
}

/** Around an incident so much time is shown as it lasted, before and after. */
const AROUND_INCIDENT = 1.5
const LEAST_AROUND_MS = 600_000

/** Chosen series over a chosen time. */
export function ChartsView({ query, infos }: ChartsViewProps) {
  const { store } = useEngine()
  const [first] = useState(() => choiceQuery(firstChoice(store.getState(), Date.now())))
  const [shown, setShown] = useRememberedQuery('charts', query, first)
  const choice = useMemo(() => parseChoice(shown), [shown])
  const view = useHistory(choice.series, choice.range, choice.compare)
  const [earlier, setEarlier] = useState<readonly HistoryRange[]>([])
  const { loaded } = view
  const span =
    loaded !== null && loaded.range === choice.range ? loaded.span : spanOf(choice.range, Date.now())

  const change = (next: HistoryChoice) => setShown(choiceQuery(next))
  const goToRange = (range: HistoryRange) => {
    setEarlier([...earlier, choice.range].slice(-50))
    setShown(choiceQuery({ ...choice, range }), 'back')
  }
  const back = () => {
    const last = earlier.at(-1)
    if (last === undefined) return
    setEarlier(earlier.slice(0, -1))
    change({ ...choice, range: last })
  }
  const gestures: RangeGestures = {
    zoomTo: (a, b) => goToRange(zoomTo(a, b, Date.now())),
    zoomAround: (at, factor) => goToRange(zoomAround(span, at, factor, Date.now())),
    pan: direction => goToRange(panned(span, direction, Date.now())),
    back,
  }
  const lookCloser = ({ fromMs, toMs }: Incident) => {
    const now = Date.now()
    const around = Math.max(LEAST_AROUND_MS, ((toMs ?? now) - fromMs) * AROUND_INCIDENT)
    goToRange(zoomTo(fromMs - around, Math.min(now, (toMs ?? now) + around), now))
    window.scrollTo({ top: 0 })
  }
  return (
    <>
      <div className={classes.controls}>
        <SeriesChoice
          infos={infos ?? []}
          chosen={choice.series}
          onChange={series => change({ ...choice, series })}
        />
        <RangeBar
          range={choice.range}
          span={span}
          onChange={range => {
            setEarlier([])
            change({ ...choice, range })
          }}
          onZoom={factor => gestures.zoomAround((span.fromMs + span.toMs) / 2, factor)}
          onPan={gestures.pan}
          onBack={earlier.length === 0 ? null : back}
        />
        <FigureChoice choice={choice} shown={figuresShown(choice, loaded)} onChange={change} />
      </div>
      {view.refusal !== '' && (
        <p role="alert" className={classes.refusal}>
          The history cannot be shown{loaded === null ? '' : ' as it is now'}. {view.refusal}
        </p>
      )}
      {choice.series.length === 0 ? (
        <NothingChosen empty={infos?.length === 0} />
      ) : loaded === null ? (
        view.refusal === '' && <Loader size="sm" role="status" aria-label="Loading the history" />
      ) : (
        <Loaded
          choice={choice}
          loaded={loaded}
          loading={view.loading}
          gestures={gestures}
          onShow={lookCloser}
        />
      )}
    </>
  )
}

/** What the switches show: what is drawn of the first group of series, which is where they differ by number. */
function figuresShown(choice: HistoryChoice, loaded: LoadedHistory | null) {
  const groups = Map.groupBy(loaded?.series ?? [], ({ unit }) => unit)
  const [first] = groups.values()
  return suitedTo(choice, (first?.length ?? choice.series.length) === 1)
}

function NothingChosen({ empty }: { readonly empty: boolean }) {
  if (empty) {
    return (
      <EmptyState title="Nothing is recorded yet">
        Every check and every sample is remembered from now on. The first show here within seconds.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="Choose what to look at">
      Monitors, backends, the services they report and metrics of this machine, several together.
    </EmptyState>
  )
}

interface LoadedProps {
  readonly choice: HistoryChoice
  readonly loaded: LoadedHistory
  readonly loading: boolean
  readonly gestures: RangeGestures
  readonly onShow: (incident: Incident) => void
}

function Loaded({ choice, loaded, loading, gestures, onShow }: LoadedProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const plans = useMemo(() => chartPlans(loaded.series, choice), [loaded.series, choice])
  const incidents = useMemo(() => incidentsOf(loaded.spans), [loaded.spans])
  const thresholds = useThresholds(loaded.series)
  const withStatus = loaded.series.some(({ kind }) => kind !== 'metric')
  const missing = choice.series.length - loaded.series.length
  if (loaded.series.length === 0) {
    return (
      <EmptyState title="Nothing is recorded of this yet">
        Once it has been checked or sampled, it shows here within seconds.
      </EmptyState>
    )
  }
  return (
    <div className={classes.charts} data-loading={loading || undefined} aria-busy={loading}>
      {plans.map(plan => (
        <HistoryChart
          key={plan.key}
          {...{ plan, loaded, incidents, thresholds, cursor, gestures }}
          right={rightOf(thresholds)}
          onCursor={setCursor}
        />
      ))}
      {withStatus && <BandLegend />}
      {loaded.spansUntil !== null && (
        <p className={classes.dimmed}>
          There were more changes of status than can be shown at once; those of the end are left out. Choose a
          shorter time.
        </p>
      )}
      {missing > 0 && <p className={classes.dimmed}>Of {missing} of these nothing is recorded yet.</p>}
      <FiguresTable loaded={loaded} />
      {withStatus && (
        <IncidentList incidents={incidents} series={loaded.series} asOf={loaded.asOf} onShow={onShow} />
      )}
    </div>
  )
}

const rightOf = (thresholds: ReadonlyMap<string, Thresholds>) =>
  thresholds.size > 0 ? RIGHT.withThresholds : RIGHT.plain
