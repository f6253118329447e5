import { z } from 'zod'
import { ALERT_LEVELS } from '#shared/alert-level.ts'
import { statusSchema } from '#shared/status.ts'

const moment = z.iso.datetime().meta({ description: 'ISO 8601, UTC.' })
const level = z.enum(ALERT_LEVELS)

/** A message as programs are told of it. On the wire names are as here; within a version fields are only ever added. */
export const notificationDocumentSchema = z.object({
  version: z.literal(1),
  id: z.string().meta({ description: 'The same when it is sent again.' }),
  kind: z.enum(['problem', 'recovery', 'reminder', 'escalation', 'acknowledged', 'test']),
  level: level.meta({ description: 'The most urgent of its incidents; of a recovery, what they were.' }),
  title: z.string(),
  body: z.string().meta({ description: 'May have several lines.' }),
  overall: statusSchema.meta({ description: 'The colour of the light.' }),
  at: moment,
  host: z.string().meta({ description: 'The machine that Traylight runs on.' }),
  demo: z.boolean().meta({ description: 'Stand-ins are watched: nobody should run for it.' }),
  incidents: z.array(
    z.object({
      id: z.string().meta({ description: 'Also its correlation id.' }),
      subject: z.object({
        type: z.enum(['monitor', 'backend', 'service', 'metric', 'pushed']),
        id: z.string(),
      }),
      name: z.string(),
      category: z.string().nullable(),
      tags: z.array(z.string()),
      state: z.enum(['open', 'acknowledged', 'resolved']),
      level,
      status: statusSchema,
      message: z.string(),
      rules: z.array(z.string()),
      startedAt: moment,
      resolvedAt: moment.nullable(),
      acknowledgedBy: z.string().nullable(),
    }),
  ),
})
export type NotificationDocument = z.infer<typeof notificationDocumentSchema>

/** The published JSON Schema of it: docs/schemas/notification.schema.json. */
export function notificationJsonSchema(): object {
  return {
    title: 'What Traylight tells a webhook or a command',
    ...z.toJSONSchema(notificationDocumentSchema),
  }
}
