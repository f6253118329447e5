import { z } from 'zod'
import { idSchema, nameSchema, uniqueIds } from './config-id.ts'
import { cronProblem } from './cron-expression.ts'
import { timeZoneSchema } from './time-of-day-config.ts'

/** A local date and time without its zone. */
const localTimeSchema = z
  .string()
  .regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/,
    'Give date and time as 2026-12-24T18:00.',
  )
  .meta({ input: 'moment' })

/** A time in which things are still checked and shown, and neither counted nor told. Once, or again and again. */
export const maintenanceWindowSchema = z
  .strictObject({
    id: idSchema,
    name: nameSchema,
    from: localTimeSchema.optional().meta({
      title: 'From',
      description: 'Date and time of a single window, such as 2026-12-24T18:00.',
    }),
    cron: z
      .string()
      .trim()
      .min(1, 'Give a cron expression, such as 0 3 * * SUN.')
      .max(200)
      .superRefine((text, ctx) => {
        const problem = text === '' ? null : cronProblem(text)
        if (problem !== null) ctx.addIssue({ code: 'custom', message: problem, input: text })
      })
      .optional()
      .meta({
        title: 'Begins',
        description: 'A cron expression, such as 0 3 * * SUN, of a window that comes again.',
      }),
    minutes: z.number().min(1).max(43_200).default(60).meta({ title: 'Lasts', unit: 'min' }),
    timeZone: timeZoneSchema,
    monitors: z.array(z.string().min(1).max(300)).max(10_000).default([]).meta({
      title: 'Monitors',
      description: 'Monitors and backends.',
    }),
    categories: z.array(z.string().min(1).max(60)).max(100).default([]).meta({ title: 'Categories' }),
    tags: z.array(z.string().trim().min(1).max(40)).max(100).default([]).meta({
      title: 'Tags',
      description: 'With no monitors, categories and tags: everything.',
    }),
    off: z.boolean().default(false).meta({ title: 'Off', advanced: true }),
  })
  .superRefine(({ from, cron }, ctx) => {
    if ((from === undefined) !== (cron === undefined)) return
    const message =
      from === undefined
        ? 'Say when it begins: once (from), or again and again (cron).'
        : 'It begins either once (from) or again and again (cron), not both. Leave one out.'
    ctx.addIssue({ code: 'custom', path: [from === undefined ? 'from' : 'cron'], message, input: cron })
  })
export type MaintenanceWindow = z.infer<typeof maintenanceWindowSchema>

/** The maintenance windows of a configuration. */
export const maintenanceSchema = z
  .array(maintenanceWindowSchema)
  .max(500)
  .superRefine(uniqueIds('window'))
  .default([])
