import type {
  Excuse,
  HistoryInfo,
  SeriesHistory,
  SeriesInfo,
  SeriesKind,
  SeriesRef,
  StatusSpan,
  StatusTimes,
} from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type { Status } from '#shared/status.ts'

/** What a series is called and how often it has results; its key is kind and id. */
export type SeriesFacts = Omit<SeriesInfo, 'firstAt' | 'lastAt'>

/** One result: of a check its grade and response time in ms; of a metric its value and no status. */
export interface Observation extends SeriesRef {
  readonly at: number
  readonly status: Status | null
  readonly value: number | null
}

/** A thing has this status from now on; `status` null: it is no longer watched. Ends what it had before. */
export interface SpanStart extends SeriesRef {
  readonly at: number
  readonly status: Status | null
  readonly excuse: Excuse | null
  readonly message: string
}

/** What is written in one transaction. */
export interface HistoryBatch {
  /** Series that are new or described anew; before their first observation. */
  readonly series: readonly SeriesFacts[]
  /** In the order in which they came. */
  readonly observations: readonly Observation[]
  readonly spans: readonly SpanStart[]
  /** Traylight watched at this moment; after a crash the open spans ended then. */
  readonly aliveAt: number
}

/** How fine stored results are: single ones, and roll-ups by this much time. */
export type Level = 'raw' | 'minute' | 'ten-minutes' | 'hour' | 'day'

export interface ChartQuery {
  readonly series: readonly SeriesRef[]
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
  /** At most as many steps. */
  readonly points: number
}

export interface SpanQuery {
  /** Null for all. */
  readonly series: readonly SeriesRef[] | null
  readonly kinds: readonly SeriesKind[]
  readonly fromMs: number
  readonly toMs: number
  readonly limit: number
}

export interface UptimeQuery {
  /** Null for all of these kinds. */
  readonly series: readonly SeriesRef[] | null
  readonly kinds: readonly SeriesKind[]
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[]
}
export interface SeriesTimes extends SeriesRef {
  /** As many as were asked for, in that order. */
  readonly windows: readonly StatusTimes[]
}

export interface PageQuery {
  readonly series: readonly SeriesRef[]
  readonly level: Level
  readonly fromMs: number
  readonly toMs: number
  /** Where the page before ended; null for the first. */
  readonly after: string | null
  readonly limit: number
}
/** Rows of one level as they are stored; a single result is a row with count 1. */
export interface HistoryRow extends SeriesRef {
  readonly at: number
  /** Of a single result of a check. */
  readonly status: Status | null
  readonly count: number
  readonly failures: number
  readonly min: number | null
  readonly average: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}
export interface HistoryPage {
  /** By series in the order asked for, then by time. */
  readonly rows: readonly HistoryRow[]
  /** Where to go on; null at the end. */
  readonly next: string | null
}

/** Summed over a whole range. */
export interface SeriesSummary extends SeriesRef {
  readonly count: number
  readonly failures: number
  readonly min: number | null
  readonly average: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/**
 * Where the history is kept. There is one writer. Every answer includes all that was written before it was asked for,
 * whichever levels it is put together from: raw while it is there, then the finest roll-ups that are left.
 *
 * Quantiles are those of `QuantileSketch`: exact to 1 %. Methods reject with HistoryFailure, whose message is fit for an
 * operator, where the store cannot do it now (a full disk, a database that does not answer).
 */
export interface HistoryStore {
  /** In one transaction: all of it, or nothing. A moment before the latest (a clock set back) is taken as it is. */
  write(batch: HistoryBatch): Promise<void>
  /**
   * Rolls up what is complete at `now` and drops what retention no longer keeps. Called about once a minute; may do a
   * part of the work and leave the rest for the next call.
   */
  maintain(now: number, retention: HistoryConfig): Promise<void>

  series(): Promise<readonly SeriesInfo[]>
  chart(query: ChartQuery): Promise<readonly SeriesHistory[]>
  /** Oldest first, those that touch the range, cut to nothing: as they are. */
  spans(query: SpanQuery): Promise<readonly StatusSpan[]>
  uptime(query: UptimeQuery): Promise<readonly SeriesTimes[]>
  summary(
    query: Omit<UptimeQuery, 'windows'> & { readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly SeriesSummary[]>
  /** The latest results of each series of these kinds, oldest first. */
  latest(kinds: readonly SeriesKind[], perSeries: number, sinceMs: number): Promise<readonly Observation[]>
  page(query: PageQuery): Promise<HistoryPage>

  info(): Promise<HistoryInfo>
  /** Writes a whole copy to this file while watching goes on; null where the store has its own means (PostgreSQL). */
  readonly backup: ((file: string) => Promise<void>) | null
  /** Ends everything that is under way and lets go of the file. */
  close(): Promise<void>
}

/** The store cannot do what it was asked. The message says why and what to do. */
export class HistoryFailure extends Error {}
