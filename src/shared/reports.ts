/** Reports as they travel on the contract: what can be asked for, and how the writing of each goes. Moments in ms. */
import { z } from 'zod'

/** How fine the rows of a report are; `auto` is what its range of time suggests. */
export const reportLevelSchema = z.enum(['auto', 'raw', 'minute', 'ten-minutes', 'hour', 'day'])
export type ReportLevel = z.infer<typeof reportLevelSchema>

/** One part of a report, for formats that hold one table at a time. */
export const reportPartSchema = z.enum(['history', 'health', 'uptime', 'changes', 'summary'])

/** What a report is asked to hold. */
export const reportOrderSchema = z.object({
  format: z.string().min(1).max(40),
  fromMs: z.number(),
  /** Not included. */
  toMs: z.number(),
  /** Ids of monitors, backends and reported services; null for everything, metrics included. */
  monitors: z.array(z.string().min(1).max(300)).max(10_000).nullable(),
  level: reportLevelSchema.optional(),
  part: reportPartSchema.optional(),
  /** What it is called in the name of its file; made from the rest where it is left out. */
  label: z.string().max(60).optional(),
})
export type ReportOrder = z.infer<typeof reportOrderSchema>

/** A format that reports can be written in. */
export const reportFormatKindSchema = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  extension: z.string(),
  /** The parts it can hold one at a time; empty where it holds the whole report. */
  parts: z.array(reportPartSchema),
})
export type ReportFormatKind = z.infer<typeof reportFormatKindSchema>

/** One report that is written, or was. */
export const reportJobSchema = z.object({
  id: z.string(),
  /** Of its file. */
  name: z.string(),
  format: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** Rows of history written, of about so many; null before that is known. */
  done: z.number(),
  total: z.number().nullable(),
  bytes: z.number(),
  /** The whole path of the file, once it is there. */
  path: z.string().nullable(),
  /** Why it failed, and what to do; else empty. */
  message: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Of the schedule that had it written; null where a person did. */
  schedule: z.string().nullable(),
  /** What was asked for, to ask again. */
  order: reportOrderSchema.extend({ folder: z.string().nullable() }),
})
export type ReportJobView = z.infer<typeof reportJobSchema>

/** A schedule: when it is due next, and what became of its last run. */
export const reportScheduleSchema = z.object({
  id: z.string(),
  nextAt: z.number().nullable(),
  running: z.boolean(),
  last: z
    .object({
      at: z.number(),
      ok: z.boolean(),
      message: z.string(),
      path: z.string().nullable(),
    })
    .nullable(),
})
export type ReportScheduleView = z.infer<typeof reportScheduleSchema>
