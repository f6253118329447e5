import { z } from 'zod'
import { statusSchema } from '#shared/status.ts'
import type { DetailValue } from '#shared/views.ts'

const endpointSchema = z.object({
  path: z.string(),
  /** null where it did not answer. */
  statusCode: z.number().nullable(),
  status: statusSchema,
  responseTimeMs: z.number().nullable(),
})

/** One endpoint of a backend and how it answered the last poll. */
export type PolledEndpoint = z.infer<typeof endpointSchema>

/** The endpoints in a backend's details; none where the details have something else there. */
export function polledEndpoints(value: DetailValue | undefined): readonly PolledEndpoint[] {
  return z.array(endpointSchema).safeParse(value).data ?? []
}
