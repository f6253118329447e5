import { backendOfMetric } from '#shared/application-metric-id.ts'
import type { SeriesKind, SeriesRef } from '#shared/history.ts'
import type { HistoryRow } from '../history/history-store.ts'
import { MACHINE_METRIC_RULES } from '../metrics-exposition/collect-machine.ts'

export type Labels = Readonly<Record<string, string>>

/** A number that Prometheus has of something: the names and units are those of `/api/v1/metrics`. */
export interface ExposedFamily {
  readonly name: string
  readonly help: string
  /** What a row of the history amounts to in it; null for no sample. */
  readonly valueOf: (row: HistoryRow) => number | null
}

/** What is said of a series, and by which labels it is known. */
export interface ExposedSeries {
  readonly labels: Labels
  readonly families: readonly ExposedFamily[]
}

interface Named extends SeriesRef {
  readonly name: string
  readonly category: string
  readonly unit: string
}

/** The names and labels under which a series stands in Prometheus. */
export function exposedSeries(series: Named): ExposedSeries {
  if (series.kind === 'metric') return exposedMetric(series)
  const { kind, name, category } = series
  const word = { monitor: 'a monitor', backend: 'a backend', service: 'a service' }[kind]
  return {
    labels: kind === 'service' ? serviceLabels(series) : { [kind]: series.id, name, category },
    families: [
      {
        name: `traylight_${kind}_up`,
        help: `Share of results of ${word} that were good, 0 to 1; absent where nothing is known.`,
        valueOf: upOf,
      },
      {
        name: `traylight_${kind}_response_time_seconds`,
        help: `How long ${word} took to answer, on average.`,
        valueOf: ({ average }) => (average === null ? null : average / 1000),
      },
    ],
  }
}

function upOf({ count, failures, status }: HistoryRow): number | null {
  return count === 0 || status === 'unknown' ? null : 1 - failures / count
}

function serviceLabels({ id, category }: Named): Labels {
  const slash = id.indexOf('/')
  return { backend: id.slice(0, slash), service: id.slice(slash + 1), category }
}

function exposedMetric({ id, unit }: Named): ExposedSeries {
  const backend = backendOfMetric(id)
  if (backend !== null) {
    const help = 'Watched samples of the metrics of backends, each in the unit that was configured.'
    const labels = { backend, sample: id.slice(`backend:${backend}:`.length), unit }
    return { labels, families: [averageOf('traylight_application_metric', help)] }
  }
  const found = MACHINE_METRIC_RULES.find(({ ids }) => ids.test(id))
  if (!found) {
    const help = 'Metrics of this machine that have no name of their own here, each in its unit.'
    return { labels: { metric: id, unit }, families: [averageOf('traylight_metric', help)] }
  }
  const { name, help, label, per, ids } = found
  const labels = label === undefined ? {} : { [label]: ids.exec(id)?.[1] ?? '' }
  return { labels, families: [averageOf(name, help, per)] }
}

const averageOf = (name: string, help: string, per = 1): ExposedFamily => ({
  ...{ name, help },
  valueOf: ({ average }) => (average === null ? null : average / per),
})

/** Which kinds come first in a document. */
export const EXPOSED_KINDS: readonly SeriesKind[] = ['monitor', 'backend', 'service', 'metric']
