import type { SeriesInfo, SeriesRef } from '#shared/history.ts'
import { availability } from '#shared/history.ts'
import { seriesKey } from '../history/series-key.ts'
import type { ReportPart, ReportSource } from './report-format.ts'

/**
 * What the cells of a column are. `utc` and `local` are moments in ms, shown as ISO 8601 and as wall-clock time of the
 * report's time zone; `text` may come from anybody, `word` is one of our own.
 */
export type ColumnKind = 'text' | 'word' | 'number' | 'utc' | 'local'

export interface Column {
  /** As scripts know it. */
  readonly key: string
  readonly kind: ColumnKind
  /** In characters, for spreadsheets. */
  readonly width: number
}

export type Cell = string | number | null

/** One part of a report as a table. Rows come a page at a time, and each is made when it is asked for. */
export interface ReportTable {
  readonly part: ReportPart
  readonly title: string
  readonly columns: readonly Column[]
  rows(): AsyncIterable<Iterable<readonly Cell[]>>
}

const column = (key: string, kind: ColumnKind, width = 12): Column => ({ key, kind, width })
const WHEN = [column('time', 'utc', 21), column('local_time', 'local', 21)] as const
const WHICH = [
  ...[column('kind', 'word', 9), column('id', 'text', 24)],
  ...[column('name', 'text', 32), column('category', 'text', 12)],
] as const
const NUMBERS = ['min', 'average', 'p50', 'p95', 'p99', 'max'].map(key => column(key, 'number', 14))
const COUNTS = [column('count', 'number', 8), column('failures', 'number', 8)] as const

/** Finds what a series is called; a series that is not described is called by its id. */
export function namesOf(
  source: ReportSource,
): (ref: SeriesRef) => Pick<SeriesInfo, 'name' | 'category' | 'unit'> {
  const known = new Map(source.series.map(info => [seriesKey(info), info]))
  return ref => known.get(seriesKey(ref)) ?? { name: ref.id, category: '', unit: '' }
}

/** One part of the report as a table. */
export function reportTable(source: ReportSource, part: ReportPart): ReportTable {
  switch (part) {
    case 'history':
      return historyTable(source)
    case 'health':
      return healthTable(source)
    case 'uptime':
      return uptimeTable(source)
    case 'changes':
      return changesTable(source)
    case 'summary':
      return summaryTable(source)
  }
}

function historyTable(source: ReportSource): ReportTable {
  const named = namesOf(source)
  return {
    ...{ part: 'history', title: 'History' },
    columns: [
      ...[...WHEN, ...WHICH, column('unit', 'text', 7)],
      ...[column('status', 'word', 11), ...COUNTS, ...NUMBERS],
    ],
    async *rows() {
      // Rows come by series: what it is called is looked up once for each of them.
      let [lastKind, lastId, name, category, unit] = ['', '', '', '', '']
      for await (const page of source.rows()) {
        yield mapped(page, row => {
          const { at, kind, id, status, count, failures, min, average, p50, p95, p99, max } = row
          if (id !== lastId || kind !== lastKind) ({ name, category, unit } = named(row))
          lastId = id
          lastKind = kind
          // In one array of its final size: there are a million of them.
          // biome-ignore format: as the columns stand above
          return [
            at, at, kind, id, name, category, unit, status, count, failures, min, average, p50, p95, p99, max,
          ]
        })
      }
    },
  }
}

function healthTable({ health }: ReportSource): ReportTable {
  const ms = (text: string | null): number | null => (text === null ? null : Date.parse(text))
  return {
    ...{ part: 'health', title: 'Health' },
    columns: [
      ...[...WHICH, column('status', 'word', 11), column('value', 'number'), column('unit', 'text', 7)],
      ...[column('message', 'text', 60), column('muted', 'word', 8), column('paused', 'word', 8)],
      ...[column('checked_at', 'utc', 21), column('local_checked_at', 'local', 21)],
    ],
    async *rows() {
      const yes = (is: boolean): string => (is ? 'yes' : '')
      yield health.monitors.map(one => [
        ...['monitor', one.id, one.name, one.category, one.status, one.responseTimeMs, 'ms', one.message],
        ...[yes(one.muted), yes(one.paused), ms(one.checkedAt), ms(one.checkedAt)],
      ])
      for (const { id, name, status, message, checkedAt, services } of health.backends) {
        const when = [ms(checkedAt), ms(checkedAt)]
        yield [
          ['backend', id, name, '', status, null, '', message, '', '', ...when],
          ...services.map(one => [
            ...['service', `${id}/${one.name}`, one.name, one.category, one.status, one.responseTimeMs, 'ms'],
            ...[one.message, '', '', ...when],
          ]),
        ]
      }
      yield health.metrics.map(one => [
        ...['metric', one.id, one.name, '', one.status, one.value, one.unit, '', '', ''],
        ...[ms(one.sampledAt), ms(one.sampledAt)],
      ])
    },
  }
}

function uptimeTable({ uptime }: ReportSource): ReportTable {
  const minutes = (ms: number): number => ms / 60_000
  return {
    ...{ part: 'uptime', title: 'Uptime' },
    columns: [
      ...[column('from', 'utc', 21), column('to', 'utc', 21), ...WHICH],
      ...[column('availability_percent', 'number', 20), column('healthy_minutes', 'number', 16)],
      ...[column('degraded_minutes', 'number', 17), column('unhealthy_minutes', 'number', 18)],
      ...[column('unknown_minutes', 'number', 16), column('excused_minutes', 'number', 16)],
      ...[column('unwatched_minutes', 'number', 18), column('slo_percent', 'number', 12)],
      ...[column('slo_days', 'number', 9), column('slo_availability_percent', 'number', 24)],
      ...[column('slo_budget_minutes', 'number', 19), column('slo_left_minutes', 'number', 17)],
    ],
    async *rows() {
      yield uptime.flatMap(({ kind, id, name, category, windows, slo }) =>
        windows.map(times => [
          ...[times.fromMs, times.toMs, kind, id, name, category, availability(times)],
          ...[times.healthyMs, times.degradedMs, times.unhealthyMs, times.unknownMs].map(minutes),
          ...[minutes(times.excusedMs), minutes(times.unwatchedMs), slo.percent, slo.days],
          ...[slo.availability, minutes(slo.budgetMs), minutes(slo.leftMs)],
        ]),
      )
    },
  }
}

function changesTable(source: ReportSource): ReportTable {
  const named = namesOf(source)
  return {
    ...{ part: 'changes', title: 'Changes' },
    columns: [
      ...[...WHEN, column('until', 'utc', 21), column('local_until', 'local', 21)],
      ...[column('minutes', 'number', 10), ...WHICH, column('status', 'word', 11)],
      ...[column('excuse', 'word', 13), column('message', 'text', 70)],
    ],
    async *rows() {
      for await (const page of source.spans()) {
        yield mapped(page, ({ kind, id, fromMs, toMs, status, excuse, message }) => {
          const { name, category } = named({ kind, id })
          const lasted = toMs === null ? null : (toMs - fromMs) / 60_000
          return [fromMs, fromMs, toMs, toMs, lasted, kind, id, name, category, status, excuse, message]
        })
      }
    },
  }
}

function summaryTable(source: ReportSource): ReportTable {
  const named = namesOf(source)
  const { fromMs, toMs } = source.request
  return {
    ...{ part: 'summary', title: 'Values' },
    columns: [
      ...[column('from', 'utc', 21), column('to', 'utc', 21), ...WHICH, column('unit', 'text', 7)],
      ...[...COUNTS, ...NUMBERS],
    ],
    async *rows() {
      yield source.summaries.map(({ kind, id, count, failures, min, average, p50, p95, p99, max }) => {
        const { name, category, unit } = named({ kind, id })
        const which = [fromMs, toMs, kind, id, name, category, unit]
        return [...which, count, failures, min, average, p50, p95, p99, max]
      })
    },
  }
}

/** Each row when its turn has come, and not a page of them at once. */
function* mapped<T>(page: readonly T[], row: (item: T) => readonly Cell[]): Iterable<readonly Cell[]> {
  for (const item of page) yield row(item)
}
