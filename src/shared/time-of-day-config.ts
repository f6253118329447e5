import { z } from 'zod'
import { isTimeZone } from './zoned-time.ts'

/** A time of day as HH:MM. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give the time of day as HH:MM, such as 08:00.')
  .meta({ input: 'time' })

/** The name of a time zone; left out: that of this machine. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'Give the name of a time zone, such as Europe/Berlin.')
  .optional()
  .meta({
    title: 'Time zone',
    description: 'Such as Europe/Berlin. Empty: that of this machine.',
    advanced: true,
  })
