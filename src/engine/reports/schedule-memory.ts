import { z } from 'zod'

/** What is remembered of each schedule across restarts. Moments in ms. */
export const scheduleMemorySchema = z.object({
  /** When it is due, in a word, as it was when `doneUntil` was set. */
  timing: z.string(),
  /** What was due until then has been run, or was never to be. */
  doneUntil: z.number(),
  last: z
    .object({ at: z.number(), ok: z.boolean(), message: z.string(), path: z.string().nullable() })
    .nullable(),
  /** The files it has written and not deleted, oldest first. */
  files: z.array(z.string()),
})
export type ScheduleMemory = Readonly<z.infer<typeof scheduleMemorySchema>>
