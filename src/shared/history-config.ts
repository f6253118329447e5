import { z } from 'zod'
import { holdsReference } from './reference.ts'

const days = (title: string, description: string, byDefault: number) =>
  z.number().min(1).max(36_500).default(byDefault).meta({ title, unit: 'days', description })

/** Where what was watched is remembered, and for how long. */
export const historySchema = z.strictObject({
  url: z
    .string()
    .refine(text => holdsReference(text) || /^postgres(ql)?:\/\//.test(text), {
      error: 'Give a postgres:// address, or nothing to keep the history on this machine.',
    })
    .optional()
    .meta({
      title: 'PostgreSQL',
      description:
        'A postgres:// address, to keep the history there for a team. Empty: in the data directory.',
    }),
  rawHours: z.number().min(1).max(8760).default(48).meta({
    title: 'Single results',
    unit: 'h',
    description: 'How long each check and sample is kept as it was.',
  }),
  minuteDays: days('By the minute', 'For what is checked or sampled more often than that.', 30),
  tenMinuteDays: days('By ten minutes', '', 365),
  hourDays: days('By the hour', 'Also status changes and days.', 1825),
  maxSizeMb: z.number().min(10).max(1_000_000).default(2000).meta({
    title: 'Largest size',
    unit: 'MB',
    description: 'Beyond it the oldest is dropped before its time.',
  }),
  sloPercent: z.number().min(0).max(100).default(99.9).meta({
    title: 'Availability aimed at',
    unit: '%',
    description: 'For monitors that have none of their own.',
  }),
  sloDays: z.number().min(1).max(365).default(30).meta({
    title: 'Error budget over',
    unit: 'days',
    description: 'The time over which the availability is reckoned.',
  }),
})
/** How the history is kept, with its defaults. */
export type HistoryConfig = z.infer<typeof historySchema>
