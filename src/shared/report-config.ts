import { z } from 'zod'
import { holdsReference } from './reference.ts'
import { timeOfDaySchema, timeZoneSchema } from './time-of-day-config.ts'

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

/** Formats in which the result of the endpoint tests is written. */
export const ENDPOINT_TEST_FORMATS = ['text', 'json', 'junit'] as const

/** A report, or a run of the endpoint tests, that is written to a folder by itself. */
export const scheduledReportSchema = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        'Use letters, digits, dots, dashes and underscores, at most 64 characters, beginning with a letter or digit.',
      )
      .meta({ title: 'Id', description: 'Part of the names of its files.', advanced: true }),
    name: z.string().trim().min(1, 'Give it a name.').max(120, 'Use at most 120 characters.').meta({
      title: 'Name',
    }),
    what: z.enum(['report', 'endpoint-tests']).default('report').meta({
      title: 'What',
      description: 'A report on what was watched, or a run of the endpoint tests.',
    }),
    every: z.enum(['daily', 'weekly', 'monthly']).default('weekly').meta({ title: 'How often' }),
    at: timeOfDaySchema.default('08:00').meta({ title: 'At', description: 'Time of day, HH:MM.' }),
    weekday: z.enum(WEEKDAYS).default('monday').meta({ title: 'On', description: 'Day of the week.' }),
    day: z.int().min(1).max(31).default(1).meta({
      title: 'On day',
      description: 'Of the month; in a shorter month its last day.',
    }),
    timeZone: timeZoneSchema,
    format: z.string().min(1).max(40).optional().meta({
      title: 'Format',
      description: 'Of a report: html, pdf, xlsx, csv, json ...; of endpoint tests: text, json or junit.',
      whenEmpty: 'html, or text',
    }),
    covers: z.enum(['day', 'week', 'month']).optional().meta({
      title: 'Covers',
      description: 'The whole calendar day, week or month before.',
      whenEmpty: 'as often as it is written',
    }),
    monitors: z.array(z.string().min(1).max(300)).max(10_000).default([]).meta({
      title: 'Monitors',
      description: 'Ids of monitors and backends. Empty: everything.',
    }),
    folder: z.string().trim().min(1).max(4096).optional().meta({
      title: 'Folder',
      description: 'Where its files are written; it must exist. Empty: the folder of reports.',
    }),
    keep: z.int().min(1).max(1000).default(30).meta({
      title: 'Keep',
      unit: 'files',
      description: 'Older files of this schedule are deleted.',
    }),
    url: z
      .string()
      .refine(text => holdsReference(text) || z.url({ protocol: /^https?$/ }).safeParse(text).success, {
        error: 'Give an http or https address.',
      })
      .optional()
      .meta({
        title: 'URL',
        description: 'The deployment whose health endpoints are tested. Empty: http://localhost:8009.',
      }),
    paused: z.boolean().default(false).meta({ title: 'Paused', advanced: true }),
  })
  .superRefine(({ what, format }, ctx) => {
    if (what !== 'endpoint-tests' || format === undefined) return
    if (ENDPOINT_TEST_FORMATS.some(known => known === format)) return
    ctx.addIssue({
      code: 'custom',
      path: ['format'],
      message: 'The result of endpoint tests is written as text, json or junit.',
      input: format,
    })
  })
export type ScheduledReport = z.infer<typeof scheduledReportSchema>

/** The schedules of a configuration. */
export const scheduledReportsSchema = z
  .array(scheduledReportSchema)
  .max(100)
  .superRefine((schedules, ctx) => {
    const ids = schedules.map(({ id }) => id)
    ids.forEach((id, index) => {
      if (ids.indexOf(id) === index) return
      const message = `The id "${id}" is used twice. Give each schedule its own.`
      ctx.addIssue({ code: 'custom', path: [index, 'id'], message, input: id })
    })
  })
  .default([])
