import { z } from 'zod'
import { alertLevelSchema } from './alert-level.ts'
import { idSchema, nameSchema, uniqueIds } from './config-id.ts'

/** Where a notifier's messages go: `kind` names it, and owns the schema of the rest. */
export const notifierTargetSchema = z.looseObject({ kind: z.string().min(1, 'Name the kind of notifier.') })
export type NotifierTarget = z.infer<typeof notifierTargetSchema>

/** One place that people are told at. */
export const notifierSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  to: notifierTargetSchema,
  level: alertLevelSchema.default('warning').meta({
    title: 'From level',
    description: 'Told of incidents that are at least as urgent.',
  }),
  recoveries: z
    .boolean()
    .default(true)
    .meta({ title: 'Recoveries', description: 'Told when it is over, too.' }),
  reminders: z.boolean().default(true).meta({ title: 'Reminders', advanced: true }),
  onlyEscalated: z.boolean().default(false).meta({
    title: 'Only when escalated',
    description: 'Told only of what a rule or an escalation sends here.',
    advanced: true,
  }),
  heedsQuiet: z.boolean().optional().meta({
    title: 'Heeds quiet notifications',
    description: 'Whether it is silent while notifications are quiet.',
    whenEmpty: 'yes on this desktop, no elsewhere',
    advanced: true,
  }),
  atMostPerMinute: z.number().min(0.1).max(600).default(20).meta({
    title: 'At most',
    unit: 'per minute',
    description: 'What is more is told together, later.',
    advanced: true,
  }),
  paused: z.boolean().default(false).meta({ title: 'Paused', advanced: true }),
})
export type NotifierConfig = z.infer<typeof notifierSchema>

/** The notifiers of a configuration; this desktop where nothing is said. */
export const notifiersSchema = z
  .array(notifierSchema)
  .max(100)
  .superRefine(uniqueIds('notifier'))
  .prefault(() => [{ id: 'desktop', name: 'This desktop', to: { kind: 'native' } }])
