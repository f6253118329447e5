import { z } from 'zod'
import { alertLevelSchema } from '#shared/alert-level.ts'
import { categorySchema } from '#shared/category.ts'
import { type SystemMetric, systemMetricSchema } from '#shared/report-shapes.ts'
import { type Status, statusSchema } from '#shared/status.ts'
import { shownName } from '../backends/service-name.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { readMoment } from '../checkers/read-moment.ts'

/** The three events of the report ("Real-time Updates via Pusher"), accepted on any channel. */
export const METRIC_UPDATE = 'metric-update'
export const SERVICE_STATUS = 'service-status'
export const SYSTEM_ALERT = 'system-alert'

/** Services in one event; those of a thousand are more than a person reads and an event of Pusher holds (10 kB). */
export const MAX_EVENT_SERVICES = 500
/** Characters of the message of an alert or a service. */
export const MAX_EVENT_MESSAGE = 500
const MAX_UNIT = 20
/** What is longer before it is cut is no name and no message, but an attack on whoever reads it. */
const MAX_FOREIGN_TEXT = 10_000

const foreignText = z.string().max(MAX_FOREIGN_TEXT)
const name = foreignText.transform(shownName).refine(text => text !== '', { error: 'it has no name' })
const message = foreignText.transform(text => oneLine(text, MAX_EVENT_MESSAGE))
const moment = z.union([z.string().max(100), z.number()]).transform((value, ctx) => {
  const read = readMoment(value)
  if (read !== undefined) return read.at
  ctx.addIssue({ code: 'custom', message: 'it is no moment' })
  return z.NEVER
})
const milliseconds = z.number().min(0)

/** As it stands on the wire; what the report does not name is let through and not looked at. */
const serviceSchema = z
  .object({
    name,
    status: statusSchema,
    /** One that cannot be a category here is none: it says nothing about how the service is. */
    category: categorySchema.optional().catch(undefined),
    responseTimeMs: milliseconds.nullish(),
    response_time_ms: milliseconds.nullish(),
    message: message.nullish(),
    checkedAt: moment.nullish(),
    checked_at: moment.nullish(),
  })
  .transform(({ name, status, category, message, ...rest }): ServiceStatus => {
    return {
      ...{ name, status },
      ...(category !== undefined && { category }),
      ...present('responseTimeMs', rest.responseTimeMs ?? rest.response_time_ms),
      ...(message ? { message } : {}),
      ...present('checkedAt', rest.checkedAt ?? rest.checked_at),
    }
  })

const metricUpdateSchema = z.object({
  metric: name,
  // The history of a pushed metric is our own, so theirs is not read.
  value: systemMetricSchema.omit({ history: true }).extend({
    name,
    unit: foreignText.transform(text => oneLine(text, MAX_UNIT)),
  }),
})
const serviceUpdateSchema = z.object({ services: z.array(serviceSchema).max(MAX_EVENT_SERVICES) })
const systemAlertSchema = z.object({
  level: alertLevelSchema,
  message: message.refine(text => text !== '', { error: 'it says nothing' }),
  timestamp: moment,
})

/** How a service is, as somebody pushed it. Moments in ms since the epoch here, ISO 8601 on the wire. */
export interface ServiceStatus {
  readonly name: string
  readonly status: Status
  readonly category?: string
  readonly responseTimeMs?: number
  readonly message?: string
  readonly checkedAt?: number
}
export interface MetricUpdate {
  readonly metric: string
  readonly value: SystemMetric
}
export interface ServiceUpdate {
  readonly services: readonly ServiceStatus[]
}
export interface SystemAlert {
  readonly level: z.infer<typeof alertLevelSchema>
  readonly message: string
  readonly timestamp: number
}

/** One of the report's events, as it is believed once it was read. */
export type ReportEvent =
  | { readonly event: typeof METRIC_UPDATE; readonly data: MetricUpdate }
  | { readonly event: typeof SERVICE_STATUS; readonly data: ServiceUpdate }
  | { readonly event: typeof SYSTEM_ALERT; readonly data: SystemAlert }

export type ReadEvent =
  | { readonly ok: true; readonly read: ReportEvent }
  /** Why it cannot be understood, to go behind "because": "services.0.status is none of healthy, ...". */
  | { readonly ok: false; readonly reason: string }

/** Whether an event is one of the report's three. */
export function isReportEvent(event: string): event is ReportEvent['event'] {
  return event === METRIC_UPDATE || event === SERVICE_STATUS || event === SYSTEM_ALERT
}

/** Reads one of the report's events, once: strict about what is used, and tolerant of what was added to it. */
export function readReportEvent(event: ReportEvent['event'], data: unknown): ReadEvent {
  switch (event) {
    case METRIC_UPDATE: {
      const parsed = metricUpdateSchema.safeParse(data)
      return parsed.success ? { ok: true, read: { event, data: parsed.data } } : refused(parsed.error)
    }
    case SERVICE_STATUS: {
      const parsed = serviceUpdateSchema.safeParse(data)
      return parsed.success ? { ok: true, read: { event, data: parsed.data } } : refused(parsed.error)
    }
    case SYSTEM_ALERT: {
      const parsed = systemAlertSchema.safeParse(data)
      return parsed.success ? { ok: true, read: { event, data: parsed.data } } : refused(parsed.error)
    }
  }
}

/** One of the report's events as it goes on the wire, in the report's own field names. */
export function wireData({ event, data }: ReportEvent): Readonly<Record<string, unknown>> {
  switch (event) {
    case METRIC_UPDATE:
      return { ...data }
    case SERVICE_STATUS:
      return {
        services: data.services.map(({ checkedAt, ...service }) => ({
          ...service,
          ...(checkedAt !== undefined && { checkedAt: new Date(checkedAt).toISOString() }),
        })),
      }
    case SYSTEM_ALERT:
      return { ...data, timestamp: new Date(data.timestamp).toISOString() }
  }
}

/** The first of what is wrong with it, in words that repeat nothing of it. */
function refused(error: z.ZodError): ReadEvent {
  const [issue] = error.issues
  const path = issue?.path.join('.') ?? ''
  const what = issue?.code === 'custom' ? issue.message : plainWords(issue)
  return { ok: false, reason: oneLine(path === '' ? what : `${path}: ${what}`, 200) }
}

function plainWords(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return `it is missing, or not of the type ${issue.expected}`
    case 'invalid_value':
      return `it is none of ${issue.values.map(String).join(', ')}`
    case 'too_big':
      return `it is longer or more than ${String(issue.maximum)}`
    case 'too_small':
      return `it is less than ${String(issue.minimum)}`
    default:
      return 'it is not what the report says'
  }
}

function present<Key extends string>(key: Key, value: number | null | undefined) {
  return (value === null || value === undefined ? {} : { [key]: value }) satisfies Record<string, number>
}
