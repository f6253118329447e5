import { z } from 'zod'
import {
  integrationOverviewSchema,
  standardCheckSchema,
  standardResponseSchema,
  systemMetricSchema,
  wireStatusSchema,
} from '#shared/report-shapes.ts'

/**
 * What the health API answers: the report's shapes, and what Traylight adds to them. The answers are typed by these
 * schemas, and the OpenAPI document is made from them.
 */
const moment = z.iso.datetime()
const count = z.int().min(0)

const ofServices = {
  healthy_services: count.meta({ description: 'Neither muted nor paused, and healthy.' }),
  total_services: count.meta({ description: 'Neither muted nor paused.' }),
  health_percentage: z
    .number()
    .min(0)
    .max(100)
    .meta({ description: 'healthy / total x 100, one decimal; 100 of none.' }),
}

export const healthCheckSchema = standardCheckSchema.extend({
  status: wireStatusSchema.meta({
    description: 'Unknown is written as degraded, with the reason in details.',
  }),
  response_time_ms: z.number().nullable().meta({ description: 'null: no answer, or not known.' }),
  details: z
    .looseObject({
      status: wireStatusSchema,
      checked_at: moment.nullable().meta({ description: 'When its latest result was had.' }),
      category: z.string().optional(),
      reason: z.string().optional().meta({ description: 'Why it is not known.' }),
      pending: z.string().optional().meta({ description: 'A failure that is not confirmed yet.' }),
      muted: z.literal(true).optional().meta({ description: 'Checked and shown, not counted.' }),
      paused: z.literal(true).optional().meta({ description: 'Not checked.' }),
      reported_by: z
        .array(z.object({ backend: z.string(), status: wireStatusSchema }))
        .optional()
        .meta({ description: 'What backends report of the same service.' }),
      message: z.string().optional(),
    })
    .meta({ description: 'With the token also what the check found.' }),
})
export type HealthCheck = z.infer<typeof healthCheckSchema>

export const refreshSchema = z.object({
  ran: count.meta({ description: 'Checks that were run anew.' }),
  cached: count.meta({ description: 'Checks that were run for a refresh too recently.' }),
  unfinished: count.meta({ description: 'Checks that still run; their earlier results are answered.' }),
})

/** Stands in every document about what is watched. */
const common = {
  checked_at: moment.nullable().meta({ description: 'When the oldest of the results was had.' }),
  refresh: refreshSchema.optional().meta({ description: 'Only where refresh=true was asked.' }),
}

export const healthResponseSchema = standardResponseSchema.extend({
  timestamp: moment,
  checks: z.record(z.string(), healthCheckSchema),
  ...ofServices,
  ...common,
  instance_id: z.string().meta({ description: 'Another one after each start.' }),
  uptime_seconds: count,
  version: z.string().optional().meta({ description: 'Only with the token.' }),
  message: z.string().optional(),
  metrics: z.array(systemMetricSchema).optional().meta({ description: 'Metrics of this machine.' }),
})
export type HealthResponse = z.infer<typeof healthResponseSchema>

export const integrationSchema = z.object({
  category: z.string(),
  status: wireStatusSchema,
  healthy: z.boolean(),
  ...ofServices,
  services: z.record(z.string(), healthCheckSchema),
})

export const overviewResponseSchema = integrationOverviewSchema.extend({
  timestamp: moment,
  ...ofServices,
  integrations: z.record(z.string(), integrationSchema),
  ...common,
})
export type OverviewResponse = z.infer<typeof overviewResponseSchema>

/** A probe of Traylight itself: it says nothing of what is watched. */
export const selfResponseSchema = standardResponseSchema.extend({ timestamp: moment })
export type SelfResponse = z.infer<typeof selfResponseSchema>

export const endpointSchema = z.object({
  path: z.string(),
  operation: z.string().meta({ description: 'Its path in the OpenAPI document.' }),
  answers: z.string(),
  status: wireStatusSchema.nullable().meta({ description: 'Now; null where it says nothing of a status.' }),
})
export const endpointListSchema = z.object({
  timestamp: moment,
  total: count,
  endpoints: z.array(endpointSchema),
})
export type EndpointList = z.infer<typeof endpointListSchema>

export const refusalSchema = z.object({
  error: z.string().meta({ description: 'What is wrong, and what to do.' }),
  endpoints: z.string().optional().meta({ description: 'Where all endpoints are listed.' }),
})
