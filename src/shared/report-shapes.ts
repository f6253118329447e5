/**
 * The shapes taken over from the health monitoring report, field for field, as they stand on the wire.
 * Everything is optional-tolerant on the way in only where the report leaves it open.
 */
import { z } from 'zod'
import { metricStatusSchema } from './status.ts'

/** A metric as the report has it. `time` is ISO 8601 on the wire. */
export const systemMetricSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  status: metricStatusSchema,
  threshold: z.object({ warning: z.number(), critical: z.number() }).optional(),
  history: z.array(z.object({ time: z.string(), value: z.number() })).optional(),
})
export type SystemMetric = z.infer<typeof systemMetricSchema>

/** Status on the wire: the report has no `unknown`; it is written as `degraded` with the reason in details. */
export const wireStatusSchema = z.enum(['healthy', 'degraded', 'unhealthy'])
export type WireStatus = z.infer<typeof wireStatusSchema>

/** One check of a standard response. */
export const standardCheckSchema = z.object({
  healthy: z.boolean(),
  response_time_ms: z.number().nullable().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
})
export type StandardCheck = z.infer<typeof standardCheckSchema>

/** The report's standard response. Times in ms, `timestamp` ISO 8601. */
export const standardResponseSchema = z.object({
  status: wireStatusSchema,
  timestamp: z.string(),
  checks: z.record(z.string(), standardCheckSchema),
  check_duration_ms: z.number(),
})
export type StandardResponse = z.infer<typeof standardResponseSchema>

/** The report's integration overview; what stands under each integration the report leaves open. */
export const integrationOverviewSchema = z.object({
  status: wireStatusSchema,
  health_percentage: z.number(),
  healthy_services: z.number(),
  total_services: z.number(),
  integrations: z.record(z.string(), z.unknown()),
  check_duration_ms: z.number(),
})
