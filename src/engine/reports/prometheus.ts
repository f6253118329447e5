import type { SeriesInfo } from '#shared/history.ts'
import { statusSchema } from '#shared/status.ts'
import { seriesKey } from '../history/series-key.ts'
import { BatchedSink } from './batched-sink.ts'
import { EXPOSED_KINDS, type ExposedFamily, exposedSeries, type Labels } from './exposed-series.ts'
import { presentFamilies } from './present-families.ts'
import type { ReportFormat, ReportSource } from './report-format.ts'

/**
 * The present state in the text format of Prometheus; as its part `history` the past in OpenMetrics, with timestamps,
 * as `promtool tsdb create-blocks-from openmetrics` takes it.
 */
export const prometheusFormat: ReportFormat = {
  name: 'prometheus',
  title: 'Prometheus',
  summary: 'The present state as metrics, or the history for backfilling.',
  extension: 'prom',
  parts: ['health', 'history'],
  async write(source, sink, signal) {
    const out = new BatchedSink(sink, signal)
    if (source.request.part === 'history') await writeHistory(source, out)
    else await writePresent(source, out)
    await out.flush()
  },
}

async function writePresent(source: ReportSource, out: BatchedSink): Promise<void> {
  for (const { name, help, samples } of presentFamilies(source.health, statusSchema.options)) {
    if (samples.length === 0) continue
    await out.add(head(name, help))
    for (const { labels, value } of samples) await out.add(`${name}${labelText(labels)} ${value}\n`)
  }
}

/** One family after the other, as OpenMetrics wants it: the rows of a series are read once for each of its numbers. */
async function writeHistory(source: ReportSource, out: BatchedSink): Promise<void> {
  for (const [name, members] of byFamily(source.series)) {
    const [first] = members
    if (!first) continue
    await out.add(head(name, first.family.help))
    const known = new Map(
      members.map(({ info, labels, family }) => [
        seriesKey(info),
        { text: `${name}${labelText(labels)}`, family },
      ]),
    )
    for await (const page of source.rows(members.map(({ info }) => info))) {
      for (const row of page) {
        const member = known.get(seriesKey(row))
        const value = member?.family.valueOf(row) ?? null
        if (!member || value === null) continue
        const full = out.add(`${member.text} ${value} ${row.at / 1000}\n`)
        if (full) await full
      }
    }
  }
  await out.add('# EOF\n')
}

interface Member {
  readonly info: SeriesInfo
  readonly labels: Labels
  readonly family: ExposedFamily
}

function byFamily(series: readonly SeriesInfo[]): ReadonlyMap<string, readonly Member[]> {
  const members = EXPOSED_KINDS.flatMap(kind => series.filter(info => info.kind === kind)).flatMap(info => {
    const { labels, families } = exposedSeries(info)
    return families.map((family): Member => ({ info, labels, family }))
  })
  return Map.groupBy(members, ({ family }) => family.name)
}

const head = (name: string, help: string): string => `# HELP ${name} ${escaped(help)}\n# TYPE ${name} gauge\n`

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string): string =>
  text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
