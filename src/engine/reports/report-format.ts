import type { SeriesHistory, SeriesInfo, SeriesRef, StatusSpan, UptimeRow } from '#shared/history.ts'
import type { StatusReport } from '../api/status-report.ts'
import type { HistoryRow, Level, SeriesSummary } from '../history/history-store.ts'

/** One part of a report, where a format holds one table at a time. */
export const REPORT_PARTS = ['history', 'health', 'uptime', 'changes', 'summary'] as const
export type ReportPart = (typeof REPORT_PARTS)[number]

/** What a report is asked to hold. Moments in ms since the epoch. */
export interface ReportRequest {
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
  /** Ids of monitors and backends; null for everything that is watched, metrics included. */
  readonly monitors: readonly string[] | null
  /** How fine the rows of the history are; `auto` is what the range of time suggests. */
  readonly level: Level | 'auto'
  /** Which part, for formats that hold one; left out: the first that the format has. */
  readonly part?: ReportPart | undefined
}

/** Everything a report can be made from, read while it is written: rows come a page at a time, and nothing is held. */
export interface ReportSource {
  readonly request: ReportRequest
  readonly level: Level
  readonly madeAt: number
  readonly version: string
  readonly host: string
  /** Of this machine, for moments in words: "Europe/Berlin". */
  readonly timeZone: string
  /** Health and metrics as they are now. */
  readonly health: StatusReport
  readonly series: readonly SeriesInfo[]
  /** Availability over the range, and the error budget. */
  readonly uptime: readonly UptimeRow[]
  readonly summaries: readonly SeriesSummary[]
  /** For charts: at most so many points each; of these series alone where some are named. */
  charts(points: number, series?: readonly SeriesRef[]): Promise<readonly SeriesHistory[]>
  /** Changes of status within the range, oldest first. */
  spans(): AsyncIterable<readonly StatusSpan[]>
  /** By series, then by time; of these series alone, in this order, where some are named. May be read several times. */
  rows(series?: readonly SeriesRef[]): AsyncIterable<readonly HistoryRow[]>
}

/** Where a report goes, piece by piece; resolves when there is room for more. */
export interface ReportSink {
  write(piece: string | Uint8Array): Promise<void>
}

/** One way to write a report. One file per format, and a line in the registry. */
export interface ReportFormat {
  /** As `--format` has it. */
  readonly name: string
  readonly title: string
  /** What it is good for, in a few words. */
  readonly summary: string
  /** Of the file, without a dot. */
  readonly extension: string
  /** The parts that it can hold one at a time, the usual one first; empty where it holds the whole report. */
  readonly parts: readonly ReportPart[]
  /** Writes the whole of it. Ends soon after `signal` aborts. */
  write(source: ReportSource, sink: ReportSink, signal: AbortSignal): Promise<void>
}
