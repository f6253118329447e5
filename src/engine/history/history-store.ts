import type {
  Excuse,
  HistoryInfo,
  RollUp,
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

/**
 * A thing has this status from now on; `status` null: it is no longer watched. Ends what it had before.
 *
 * Spans of one thing never overlap. A start that is not later than what is known (a clock set back) takes back what was
 * known from then on: spans that begin then or later are removed, one that lasts longer ends there.
 */
export interface SpanStart extends SeriesRef {
  readonly at: number
  readonly status: Status | null
  readonly excuse: Excuse | null
  readonly message: string
}

/** What is written in one transaction. */
export interface HistoryBatch {
  /**
   * Series that are new or described anew; before their first observation. What is said of a series that was never
   * described is left out.
   */
  readonly series: readonly SeriesFacts[]
  /** In the order in which they came; several of one series at the same moment all count. */
  readonly observations: readonly Observation[]
  readonly spans: readonly SpanStart[]
  /** Traylight watched at this moment. Spans that are open when a store is opened ended then: there was a crash. */
  readonly aliveAt: number
}

/** How fine stored results are: single ones, and roll-ups by this much time. */
export type Level = 'raw' | 'minute' | 'ten-minutes' | 'hour' | 'day'

/**
 * Steps are those of `chart-steps.ts`: they begin at multiples of their length since the epoch, and the range is widened
 * to whole ones, so that each says all there is of its time. Of each series the step is the shortest that makes about
 * as many points as asked for, and no shorter than the roll-ups that are left within the range.
 */
export interface ChartQuery {
  /** Answered in this order; those that nothing is known of are left out. */
  readonly series: readonly SeriesRef[]
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
  /** About as many steps at most: widening the range may make one more. */
  readonly points: number
}

export interface SpanQuery {
  /** Null for all; of these kinds either way. */
  readonly series: readonly SeriesRef[] | null
  readonly kinds: readonly SeriesKind[]
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
  /** Of more than this, the oldest are answered. */
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

/**
 * Rows that begin within the range, each with all there is of its time, also beyond the end. What is not rolled up yet is
 * added up for the answer. The minutes of what is checked once a minute or less often are not stored: they are answered
 * as far back as there are single results.
 */
export interface PageQuery {
  /** Those that nothing is known of are left out. */
  readonly series: readonly SeriesRef[]
  readonly level: Level
  readonly fromMs: number
  readonly toMs: number
  /** Where the page before ended (its `next`, of the same question); null for the first. */
  readonly after: string | null
  readonly limit: number
}
/** Rows of one level as they are stored; a single result is a row with count 1. */
export interface HistoryRow extends SeriesRef, Readonly<RollUp> {
  readonly at: number
  /** Of a single result of a check. */
  readonly status: Status | null
}
export interface HistoryPage {
  /** By series in the order asked for, then by time; of the same moment, as they were written. At most `limit`. */
  readonly rows: readonly HistoryRow[]
  /** Where to go on, also while writing goes on; null at the end. The last page may be empty. */
  readonly next: string | null
}

/**
 * Summed over a whole range; count 0 where there is nothing in it. Where single results are no longer there at an end of the
 * range, the roll-ups that begin within it count.
 */
export interface SeriesSummary extends SeriesRef, Readonly<RollUp> {}

/**
 * Where the history is kept. There is one writer. Every answer includes all that was written before it was asked for,
 * whichever levels it is put together from: raw while it is there, then the finest roll-ups that are left.
 *
 * Quantiles are those of `QuantileSketch`: exact to 1 %. Methods reject with HistoryFailure, whose message is fit for an
 * operator, where the store cannot do it now (a full disk, a database that does not answer).
 */
export interface HistoryStore {
  /**
   * In one transaction: all of it, or nothing. A result of a moment before the latest (a clock set back, or a database that
   * was away) is taken as it is, also where that time is rolled up already.
   */
  write(batch: HistoryBatch): Promise<void>
  /**
   * Rolls up what is complete at `now` and drops what retention no longer keeps. Called about once a minute; may do a
   * part of the work and leave the rest for the next call. Nothing goes before it is in the next coarser roll-ups; what
   * retention no longer keeps may stay a day longer.
   */
  maintain(now: number, retention: HistoryConfig): Promise<void>

  /** All, in no order. `firstAt` and `lastAt` are 0 where there is no result yet; they stay when results are dropped. */
  series(): Promise<readonly SeriesInfo[]>
  chart(query: ChartQuery): Promise<readonly SeriesHistory[]>
  /** Oldest first, those that overlap the range, not cut to it. */
  spans(query: SpanQuery): Promise<readonly StatusSpan[]>
  /** As `statusTimes` reckons; in the order asked for. An open span lasts to the end of the window. */
  uptime(query: UptimeQuery): Promise<readonly SeriesTimes[]>
  summary(
    query: Omit<UptimeQuery, 'windows'> & { readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly SeriesSummary[]>
  /** The latest single results of each series of these kinds, those of one series by time. */
  latest(kinds: readonly SeriesKind[], perSeries: number, sinceMs: number): Promise<readonly Observation[]>
  page(query: PageQuery): Promise<HistoryPage>

  info(): Promise<HistoryInfo>
  /** Writes a whole copy to this file while watching goes on; null where the store has its own means (PostgreSQL). */
  readonly backup: ((file: string) => Promise<void>) | null
  /** Ends everything that is under way and lets go of the file. Open spans stay open; done twice, it does nothing. */
  close(): Promise<void>
}

/** The store cannot do what it was asked. The message says why and what to do. */
export class HistoryFailure extends Error {}

/** The store is of no use any more: its file turned out to be damaged, or what kept it ended. It is to be opened anew. */
export class HistoryLost extends HistoryFailure {
  readonly isDamaged: boolean

  constructor(message: string, { isDamaged }: { readonly isDamaged: boolean }) {
    super(message)
    this.isDamaged = isDamaged
  }
}
