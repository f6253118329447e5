import { z } from 'zod'
import { alertLevelSchema } from '#shared/alert-level.ts'
import { alertSubjectRefSchema } from '#shared/incidents.ts'
import { parseRoute, routeHash } from '#shared/route.ts'
import { statusSchema } from '#shared/status.ts'
import type { Delivery } from '../notify/delivery.ts'

const messageSchema = z.object({
  id: z.string(),
  kind: z.enum(['problem', 'recovery', 'reminder', 'escalation', 'acknowledged', 'test']),
  level: alertLevelSchema,
  title: z.string(),
  body: z.string(),
  incidents: z.array(
    z.object({
      id: z.string(),
      subject: alertSubjectRefSchema,
      name: z.string(),
      category: z.string().nullable(),
      tags: z.array(z.string()),
      state: z.enum(['open', 'acknowledged', 'resolved']),
      level: alertLevelSchema,
      status: statusSchema,
      message: z.string(),
      rules: z.array(z.string()),
      startedAt: z.number(),
      resolvedAt: z.number().nullable(),
      acknowledgedBy: z.string().nullable(),
    }),
  ),
  beyond: z.number().optional(),
  trail: z
    .array(z.object({ at: z.number(), text: z.string(), level: alertLevelSchema.nullable() }))
    .optional(),
  overall: statusSchema,
  at: z.number(),
  /** As an address. */
  route: z.string(),
})

const deliverySchema = z.object({
  id: z.string(),
  notifierId: z.string(),
  message: messageSchema,
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number(),
  createdAt: z.number(),
  nextAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  problem: z.string(),
})

/** A delivery as text, to be kept. */
export function deliveryText(delivery: Delivery): string {
  const { message } = delivery
  return JSON.stringify({ ...delivery, message: { ...message, route: routeHash(message.route) } })
}

/** @throws where the text is none */
export function parseDelivery(text: string): Delivery {
  const { message, ...delivery } = deliverySchema.parse(JSON.parse(text))
  return { ...delivery, message: { ...message, route: parseRoute(message.route) } }
}
