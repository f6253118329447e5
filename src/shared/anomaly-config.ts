import { z } from 'zod'

/** What is compared with how it usually is at this hour of the week. */
export const anomaliesSchema = z.strictObject({
  monitors: z.array(z.string().min(1).max(300)).max(1000).default([]).meta({
    title: 'Monitors',
    description: 'Those whose response time is compared with how it usually is.',
  }),
  metrics: z.array(z.string().min(1).max(3000)).max(1000).default([]).meta({
    title: 'Metrics',
    description: 'Such as cpu or memory.',
  }),
  sensitivity: z.enum(['low', 'medium', 'high']).default('medium').meta({
    title: 'Sensitivity',
    description: 'How far from the usual it must be.',
  }),
  learnDays: z.number().min(7).max(365).default(21).meta({
    title: 'Learn from',
    unit: 'days',
    description: 'Nothing is said before there is enough of each hour of the week.',
  }),
})
export type AnomaliesConfig = z.infer<typeof anomaliesSchema>
