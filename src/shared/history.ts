/**
 * What is remembered of everything watched, as it travels on the contract and stands in reports. Times are milliseconds
 * since the epoch (UTC), durations milliseconds.
 */
import { z } from 'zod'
import { statusSchema } from './status.ts'

export const seriesKindSchema = z.enum(['monitor', 'backend', 'service', 'metric'])
export type SeriesKind = z.infer<typeof seriesKindSchema>

/** Which series: the kind of thing, and its id; that of a reported service is `backendId/serviceName`. */
export const seriesRefSchema = z.object({
  kind: seriesKindSchema,
  id: z.string().min(1).max(3000),
})
export type SeriesRef = z.infer<typeof seriesRefSchema>

/** A series that something is remembered of, also where it is no longer watched. */
export const seriesInfoSchema = seriesRefSchema.extend({
  name: z.string(),
  /** Of a monitor or service; the group of a metric; empty for a backend. */
  category: z.string(),
  /** Of its values: `ms` but for metrics. */
  unit: z.string(),
  /** How far apart its results are, as configured. */
  intervalMs: z.number(),
  /** The first and the latest result of it that were written. */
  firstAt: z.number(),
  lastAt: z.number(),
})
export type SeriesInfo = z.infer<typeof seriesInfoSchema>

/**
 * What one step of time says of a series. Of checks the numbers are response times in ms, of those that had one; of a
 * metric they are its values. Without any they are null.
 */
export const rollUpSchema = z.object({
  /** Results, and those of them that were unhealthy. */
  count: z.number(),
  failures: z.number(),
  min: z.number().nullable(),
  average: z.number().nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
})
export type RollUp = z.infer<typeof rollUpSchema>

/** A series over a whole range. */
export const seriesSummarySchema = seriesRefSchema.extend(rollUpSchema.shape)
export type SeriesSummary = z.infer<typeof seriesSummarySchema>

/** One step of a chart; `at` is when it begins. Steps without any result are left out. */
export const historyPointSchema = rollUpSchema.extend({ at: z.number() })
export type HistoryPoint = z.infer<typeof historyPointSchema>

/** A series over a range of time, reduced to what a screen can show. */
export const seriesHistorySchema = seriesInfoSchema.extend({
  stepMs: z.number(),
  points: z.array(historyPointSchema),
})
export type SeriesHistory = z.infer<typeof seriesHistorySchema>

/** Why a status is not held against a thing's availability. */
export const excuseSchema = z.enum(['muted', 'maintenance', 'paused'])
export type Excuse = z.infer<typeof excuseSchema>

/** From when to when a thing had a status; to null: it still has. */
export const statusSpanSchema = seriesRefSchema.extend({
  fromMs: z.number(),
  toMs: z.number().nullable(),
  status: statusSchema,
  excuse: excuseSchema.nullable(),
  message: z.string(),
})
export type StatusSpan = z.infer<typeof statusSpanSchema>

/**
 * How long a thing had each status within a window. They add up to the part of the window since it was first watched;
 * `unwatchedMs` is the time in which Traylight did not run or did not know it.
 */
export const statusTimesSchema = z.object({
  healthyMs: z.number(),
  degradedMs: z.number(),
  unhealthyMs: z.number(),
  unknownMs: z.number(),
  /** Muted, in maintenance or paused, whatever the status. */
  excusedMs: z.number(),
  unwatchedMs: z.number(),
})
export type StatusTimes = z.infer<typeof statusTimesSchema>

/** Share of good time in what is known and counts, 0 to 100; null where nothing is. */
export function availability(times: StatusTimes): number | null {
  const good = times.healthyMs + times.degradedMs
  const known = good + times.unhealthyMs
  return known === 0 ? null : (good / known) * 100
}

/** One row of the uptime table. */
export const uptimeRowSchema = seriesRefSchema.extend({
  name: z.string(),
  category: z.string(),
  /** As many as were asked for, in that order. */
  windows: z.array(statusTimesSchema.extend({ fromMs: z.number(), toMs: z.number() })),
  slo: z.object({
    percent: z.number(),
    days: z.number(),
    /** Over these days; null where nothing is known. */
    availability: z.number().nullable(),
    /** How long it may be unhealthy in all, and how much of that is left: negative where it is overdrawn. */
    budgetMs: z.number(),
    leftMs: z.number(),
  }),
})
export type UptimeRow = z.infer<typeof uptimeRowSchema>

/** Where a metric is going: a straight line through its recent past. */
export const trendSchema = z.object({
  /** Of the metric. */
  id: z.string(),
  /** In its unit per day. */
  slopePerDay: z.number(),
  /** When it will be at 100 %, if it goes on; null where it does not grow. */
  fullAt: z.number().nullable(),
  /** How much of the changes the line explains, 0 to 1. */
  fit: z.number(),
})
export type Trend = z.infer<typeof trendSchema>

/** The store of the history, for the interface. */
export const historyInfoSchema = z.object({
  store: z.enum(['sqlite', 'postgres', 'memory']),
  /** The file, or the address without its password; empty in memory. */
  place: z.string(),
  bytes: z.number().nullable(),
  firstAt: z.number().nullable(),
  lastAt: z.number().nullable(),
  /** How many rows there are of each level, by its name. */
  rows: z.record(z.string(), z.number()),
  /** What is wrong with it, and what to do, in a sentence; null where all is well. */
  problem: z.string().nullable(),
})
export type HistoryInfo = z.infer<typeof historyInfoSchema>

export const backupSchema = z.object({ name: z.string(), bytes: z.number(), at: z.number() })
export type Backup = z.infer<typeof backupSchema>
