import { z } from 'zod'
import { type CalendarPeriod, periodBefore, type TimeRange } from '#shared/report-range.ts'
import { type ReportOrder, reportLevelSchema, reportPartSchema } from '#shared/reports.ts'

export const RANGES = ['24h', '7d', '30d', 'yesterday', 'last-week', 'last-month', 'custom'] as const

/** What stands in the dialog, as it is kept for the next time. */
export const exportDraftSchema = z.object({
  what: z.enum(['everything', 'category', 'chosen']).default('everything'),
  category: z.string().default(''),
  ids: z.array(z.string()).default([]),
  range: z.enum(RANGES).default('24h'),
  /** Of a range of one's own, as the inputs have it. */
  from: z.string().default(''),
  to: z.string().default(''),
  format: z.string().default(''),
  part: reportPartSchema.nullable().default(null),
  level: reportLevelSchema.default('auto'),
  folder: z.string().default(''),
})
export type ExportDraft = Readonly<z.infer<typeof exportDraftSchema>>

const HOUR_MS = 3_600_000
const LENGTHS: Readonly<Record<string, number>> = {
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
}
const PERIODS: Readonly<Record<string, CalendarPeriod>> = {
  yesterday: 'day',
  'last-week': 'week',
  'last-month': 'month',
}

/** What is to be mended before it can be sent, by the input that it stands at. */
export type DraftProblems = Readonly<Partial<Record<'category' | 'ids' | 'from' | 'to', string>>>

/** A draft as an order, or what is wrong with it. `idsOf`: everything that is watched in a category. */
export function orderOf(
  draft: ExportDraft,
  now: number,
  timeZone: string,
  idsOf: (category: string) => readonly string[],
):
  | { readonly ok: true; readonly order: ReportOrder }
  | { readonly ok: false; readonly problems: DraftProblems } {
  const problems: { -readonly [K in keyof DraftProblems]: DraftProblems[K] } = {}
  const range = rangeOf(draft, now, timeZone, problems)
  let monitors: readonly string[] | null = null
  if (draft.what === 'category') {
    monitors = idsOf(draft.category)
    if (monitors.length === 0) problems.category = 'Choose a category in which something is watched.'
  }
  if (draft.what === 'chosen') {
    monitors = draft.ids
    if (monitors.length === 0) problems.ids = 'Choose at least one.'
  }
  if (range === null || Object.keys(problems).length > 0) return { ok: false, problems }
  return {
    ok: true,
    order: {
      ...{ format: draft.format, level: draft.level, ...range },
      monitors: monitors && [...monitors],
      ...(draft.part === null ? {} : { part: draft.part }),
      ...(draft.what === 'category' ? { label: draft.category } : {}),
    },
  }
}

function rangeOf(
  { range, from, to }: ExportDraft,
  now: number,
  timeZone: string,
  problems: { from?: string | undefined; to?: string | undefined },
): TimeRange | null {
  const length = LENGTHS[range]
  if (length !== undefined) return { fromMs: now - length, toMs: now }
  const period = PERIODS[range]
  if (period !== undefined) return periodBefore(period, now, timeZone)
  const [fromMs, toMs] = [new Date(from).getTime(), new Date(to).getTime()]
  if (Number.isNaN(fromMs)) problems.from = 'Give the day and time at which it begins.'
  if (Number.isNaN(toMs)) problems.to = 'Give the day and time at which it ends.'
  else if (fromMs >= toMs) problems.to = 'It must end after it begins.'
  return problems.from === undefined && problems.to === undefined ? { fromMs, toMs } : null
}
