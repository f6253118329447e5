import { z } from 'zod'
import { alertLevelSchema } from './alert-level.ts'
import { LONGEST_CONDITION } from './condition.ts'
import { idSchema, nameSchema, uniqueIds } from './config-id.ts'
import { DEFAULT_ALERT_RULES } from './default-alert-rules.ts'
import { WEEKDAYS } from './report-config.ts'
import { conditionProblem } from './rule-condition.ts'
import { timeOfDaySchema, timeZoneSchema } from './time-of-day-config.ts'

/** Ids of notifiers. */
const notifierIdsSchema = z.array(idSchema).max(100).default([])

/** What is worth an alert: a condition that each thing watched is held against. */
export const alertRuleSchema = z.strictObject({
  id: idSchema,
  name: nameSchema.meta({ title: 'Name', description: 'What it is about: "Disk nearly full".' }),
  when: z
    .string()
    .trim()
    .min(1, 'Say when it is an alert, such as: status = unhealthy.')
    .max(LONGEST_CONDITION, `Use at most ${LONGEST_CONDITION} characters.`)
    .superRefine((text, ctx) => {
      const problem = text === '' || text.length > LONGEST_CONDITION ? null : conditionProblem(text)
      if (problem !== null) ctx.addIssue({ code: 'custom', message: problem, input: text })
    })
    .meta({
      title: 'When',
      multiline: true,
      description: 'Such as: category = database and status = unhealthy.',
    }),
  level: alertLevelSchema.default('warning').meta({ title: 'Level' }),
  forSeconds: z.number().min(0).max(86_400).default(0).meta({
    title: 'For',
    unit: 's',
    description: 'How long it must hold before it is an alert.',
  }),
  notify: z.boolean().default(true).meta({
    title: 'Notify',
    description: 'Off: it is listed under Alerts, and nobody is told.',
  }),
  notifiers: notifierIdsSchema.meta({
    title: 'Notifiers',
    description: 'Who is told. Empty: all that take its level.',
    advanced: true,
  }),
  off: z.boolean().default(false).meta({ title: 'Off', advanced: true }),
})
export type AlertRule = z.infer<typeof alertRuleSchema>

/** A time of the week in which only what is critical is told. */
export const quietHoursSchema = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .max(7)
    .default([...WEEKDAYS])
    .meta({
      title: 'Days',
      description: 'On which it begins.',
    }),
  from: timeOfDaySchema.default('22:00').meta({ title: 'From', description: 'Time of day, HH:MM.' }),
  to: timeOfDaySchema.default('07:00').meta({
    title: 'To',
    description: 'Time of day, HH:MM; not later than from: on the next day.',
  }),
  timeZone: timeZoneSchema,
})
export type QuietHours = z.infer<typeof quietHoursSchema>

/** Whom else to tell of what nobody has acknowledged. */
export const escalationSchema = z.strictObject({
  afterMinutes: z.number().min(1).max(10_080).default(15).meta({ title: 'After', unit: 'min' }),
  level: alertLevelSchema.default('critical').meta({
    title: 'From level',
    description: 'Of incidents that are at least as urgent.',
  }),
  notifiers: notifierIdsSchema.meta({ title: 'Notifiers', description: 'Who is told then.' }),
})
export type Escalation = z.infer<typeof escalationSchema>

/** What is worth telling, and how often. */
export const alertsSchema = z.strictObject({
  rules: z
    .array(alertRuleSchema)
    .max(500)
    .superRefine(uniqueIds('rule'))
    .prefault(() => DEFAULT_ALERT_RULES.map(rule => ({ ...rule })))
    .meta({ title: 'Rules' }),
  groupSeconds: z.number().min(0).max(300).default(5).meta({
    title: 'Group within',
    unit: 's',
    description: 'What fails within this time is one notification with a count.',
  }),
  remindMinutes: z.number().min(0).max(10_080).default(60).meta({
    title: 'Remind after',
    unit: 'min',
    description: 'Of what lasts and is not acknowledged; each pause is twice the one before. 0: never.',
  }),
  remindAtMostHours: z.number().min(0.1).max(168).default(24).meta({
    title: 'Longest pause',
    unit: 'h',
    description: 'Between two reminders.',
    advanced: true,
  }),
  escalations: z.array(escalationSchema).max(20).default([]).meta({
    title: 'Escalation',
    description: 'Whom else to tell of what nobody has acknowledged.',
  }),
  quietHours: z.array(quietHoursSchema).max(20).default([]).meta({
    title: 'Quiet hours',
    description: 'Only what is critical is told; the rest is told afterwards, if it still holds.',
  }),
  flappingChanges: z.int().min(0).max(100).default(6).meta({
    title: 'Flapping from',
    unit: 'changes',
    description:
      'So many failures and recoveries within the time below are told once, as flapping. 0: never.',
    advanced: true,
  }),
  flappingMinutes: z.number().min(1).max(1440).default(30).meta({
    title: 'Flapping within',
    unit: 'min',
    advanced: true,
  }),
  keepDays: z.number().min(1).max(3660).default(365).meta({
    title: 'Keep',
    unit: 'days',
    description: 'How long resolved incidents are remembered.',
  }),
})
/** The rules and what is made of them, with the report's as defaults. */
export type AlertsConfig = z.infer<typeof alertsSchema>
