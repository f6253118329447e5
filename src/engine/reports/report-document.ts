import { z } from 'zod'
import {
  availability,
  excuseSchema,
  type SeriesInfo,
  type StatusSpan,
  seriesKindSchema,
  type UptimeRow,
} from '#shared/history.ts'
import { statusSchema } from '#shared/status.ts'
import { statusReportSchema } from '../api/status-report.ts'
import type { HistoryRow, SeriesSummary } from '../history/history-store.ts'
import type { ReportSource } from './report-format.ts'

/** By this a reader knows what it reads; the number grows when something is taken away or means something else. */
export const REPORT_SCHEMA_ID = 'urn:traylight:report:1'
export const RECORD_SCHEMA_ID = 'urn:traylight:report-record:1'

const moment = z.iso.datetime().describe('ISO 8601, UTC.')
const amount = z.number().nullable()
const milliseconds = z.number().describe('In ms.')
const which = {
  kind: seriesKindSchema,
  id: z.string().describe('Of a service: the id of its backend, a slash and its name.'),
}
const numbers = {
  count: z.number().int().describe('Results.'),
  failures: z.number().int().describe('How many of them were unhealthy.'),
  ...{ min: amount, average: amount, p50: amount, p95: amount, p99: amount, max: amount },
}

export const reportHeadSchema = z
  .object({
    from: moment,
    to: moment.describe('ISO 8601, UTC; not included.'),
    madeAt: moment,
    version: z.string().describe('Of Traylight.'),
    host: z.string(),
    timeZone: z.string(),
    level: z
      .enum(['raw', 'minute', 'ten-minutes', 'hour', 'day'])
      .describe(
        'How fine the history is: single results, or what so much time amounted to. A series that is not kept so finely is coarser.',
      ),
    monitors: z.array(z.string()).nullable().describe('Ids that were asked for; null: everything.'),
  })
  .describe('What was asked for.')

export const reportSeriesSchema = z
  .object({
    ...which,
    ...{ name: z.string(), category: z.string(), unit: z.string(), intervalMs: milliseconds },
  })
  .describe('Something that there is a history of.')

const timesSchema = z.object({
  from: moment,
  to: moment,
  availabilityPercent: amount.describe(
    'Good time in what is known and counts, 0 to 100; null: nothing is known.',
  ),
  ...{
    healthyMs: milliseconds,
    degradedMs: milliseconds,
    unhealthyMs: milliseconds,
    unknownMs: milliseconds,
  },
  excusedMs: z.number().describe('Muted, in maintenance or paused. In ms.'),
  unwatchedMs: z.number().describe('Traylight did not run. In ms.'),
})

export const reportUptimeSchema = z
  .object({
    ...which,
    ...{ name: z.string(), category: z.string(), windows: z.array(timesSchema) },
    slo: z.object({
      ...{ percent: z.number(), days: z.number(), availabilityPercent: amount, budgetMs: milliseconds },
      leftMs: z.number().describe('Of the error budget, in ms; negative where it is overdrawn.'),
    }),
  })
  .describe('Availability over the range, and the error budget.')

export const reportSummarySchema = z
  .object({ ...which, ...numbers })
  .describe('Response times in ms, or values of a metric, over the whole range.')

export const reportChangeSchema = z
  .object({
    ...which,
    from: moment,
    to: moment.nullable().describe('ISO 8601, UTC; null: it still has.'),
    status: statusSchema,
    excuse: excuseSchema.nullable().describe('Why it does not count.'),
    message: z.string(),
  })
  .describe('From when to when something had a status.')

export const reportRowSchema = z
  .object({ ...which, at: moment, status: statusSchema.nullable(), ...numbers })
  .describe('One result, or what one step of time amounted to.')

/** A report as one JSON document. */
export const reportDocumentSchema = z.object({
  $schema: z.literal(REPORT_SCHEMA_ID),
  report: reportHeadSchema,
  health: statusReportSchema.describe(
    'As it was when the report was made: what `traylight status --json` prints.',
  ),
  series: z.array(reportSeriesSchema),
  uptime: z.array(reportUptimeSchema),
  summary: z.array(reportSummarySchema),
  changes: z.array(reportChangeSchema).describe('Oldest first.'),
  history: z.array(reportRowSchema).describe('By series, then by time.'),
})

/** A line of a report as NDJSON; they come in this order. */
export const reportRecordSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('report'), $schema: z.literal(RECORD_SCHEMA_ID), ...reportHeadSchema.shape }),
  z.object({ type: z.literal('health'), ...statusReportSchema.shape }),
  z.object({ type: z.literal('series'), ...reportSeriesSchema.shape }),
  z.object({ type: z.literal('uptime'), ...reportUptimeSchema.shape }),
  z.object({ type: z.literal('summary'), ...reportSummarySchema.shape }),
  z.object({ type: z.literal('change'), ...reportChangeSchema.shape }),
  z.object({ type: z.literal('row'), ...reportRowSchema.shape }),
])
export type ReportRecord = z.infer<typeof reportRecordSchema>

const iso = (ms: number): string => new Date(ms).toISOString()

export function reportHead(source: ReportSource): z.infer<typeof reportHeadSchema> {
  const { request, madeAt, version, host, timeZone, level } = source
  return {
    ...{
      from: iso(request.fromMs),
      to: iso(request.toMs),
      madeAt: iso(madeAt),
      version,
      host,
      timeZone,
      level,
    },
    monitors: request.monitors === null ? null : [...request.monitors],
  }
}

export function reportSeries(info: SeriesInfo): z.infer<typeof reportSeriesSchema> {
  const { kind, id, name, category, unit, intervalMs } = info
  return { kind, id, name, category, unit, intervalMs }
}

export function reportUptime({
  kind,
  id,
  name,
  category,
  windows,
  slo,
}: UptimeRow): z.infer<typeof reportUptimeSchema> {
  const { percent, days, availability: sloAvailability, budgetMs, leftMs } = slo
  return {
    ...{ kind, id, name, category },
    windows: windows.map(({ fromMs, toMs, ...times }) => ({
      ...{ from: iso(fromMs), to: iso(toMs), availabilityPercent: availability(times), ...times },
    })),
    slo: { percent, days, availabilityPercent: sloAvailability, budgetMs, leftMs },
  }
}

export function reportSummary(summary: SeriesSummary): z.infer<typeof reportSummarySchema> {
  const { kind, id, count, failures, min, average, p50, p95, p99, max } = summary
  return { kind, id, count, failures, min, average, p50, p95, p99, max }
}

export function reportChange(span: StatusSpan): z.infer<typeof reportChangeSchema> {
  const { kind, id, fromMs, toMs, status, excuse, message } = span
  return { kind, id, from: iso(fromMs), to: toMs === null ? null : iso(toMs), status, excuse, message }
}

export function reportRow(row: HistoryRow): z.infer<typeof reportRowSchema> {
  const { kind, id, at, status, count, failures, min, average, p50, p95, p99, max } = row
  return { kind, id, at: iso(at), status, count, failures, min, average, p50, p95, p99, max }
}
