import { z } from 'zod'

/** A report, or a run of the endpoint tests, that is written to a folder by itself. */
export const scheduledReportSchema = z.strictObject({})
export type ScheduledReport = z.infer<typeof scheduledReportSchema>
