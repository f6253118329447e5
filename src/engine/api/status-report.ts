import { z } from 'zod'
import { systemMetricSchema } from '#shared/report-shapes.ts'
import { statusSchema } from '#shared/status.ts'
import type { EngineViews } from './engine-views.ts'

const moment = z.string().nullable()

/** What `traylight status --json` prints: moments in ISO 8601, response times in ms. */
export const statusReportSchema = z.object({
  status: statusSchema,
  since: moment,
  line: z.string(),
  monitors: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      category: z.string(),
      status: statusSchema,
      responseTimeMs: z.number().nullable(),
      message: z.string(),
      checkedAt: moment,
      paused: z.boolean(),
      muted: z.boolean(),
      /** What the latest check alone found; the status changes only once that is confirmed. */
      lastCheck: statusSchema.nullable(),
    }),
  ),
  backends: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: statusSchema,
      message: z.string(),
      checkedAt: moment,
      lastCheck: statusSchema.nullable(),
      services: z.array(
        z.object({
          name: z.string(),
          category: z.string(),
          status: statusSchema,
          responseTimeMs: z.number().nullable(),
          message: z.string(),
        }),
      ),
    }),
  ),
  metrics: z.array(
    // The report's metric; a value that could not be measured is null, never 0.
    systemMetricSchema.extend({ id: z.string(), value: z.number().nullable(), sampledAt: moment }),
  ),
})
export type StatusReport = z.infer<typeof statusReportSchema>

const iso = (ms: number | null | undefined): string | null => (ms == null ? null : new Date(ms).toISOString())

/** Writes everything the engine shows as a status report. */
export function statusReport(views: EngineViews): StatusReport {
  const update = views.everything()
  return {
    status: update.overall?.status ?? 'unknown',
    since: iso(update.overall?.since),
    line: update.overall?.line ?? '',
    monitors: (update.monitors ?? []).map(monitor => ({
      ...{ id: monitor.id, name: monitor.name, category: monitor.category, status: monitor.status },
      ...{
        responseTimeMs: monitor.responseTimeMs,
        message: monitor.message,
        checkedAt: iso(monitor.checkedAt),
      },
      ...{ paused: monitor.paused, muted: monitor.muted !== null },
      lastCheck: monitor.beats.at(-1)?.[1] ?? null,
    })),
    backends: (update.backends ?? []).map(backend => ({
      ...{ id: backend.id, name: backend.name, status: backend.status, message: backend.message },
      checkedAt: iso(backend.checkedAt),
      lastCheck: backend.beats.at(-1)?.[1] ?? null,
      services: backend.services.map(({ name, category, status, responseTimeMs, message }) => ({
        ...{ name, category, status, responseTimeMs, message },
      })),
    })),
    metrics: (update.metrics ?? []).map(({ id, name, value, unit, status, threshold, sampledAt }) => ({
      ...{ id, name, value, unit, status, sampledAt: iso(sampledAt) },
      ...(threshold && { threshold }),
      history: views.recentValues(id),
    })),
  }
}
