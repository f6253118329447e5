import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { type AlertRule, alertRuleSchema } from '#shared/alert-config.ts'
import { compileCondition } from '#shared/compile-condition.ts'
import type { Condition } from '#shared/condition.ts'
import type { ConditionSubject, FieldName } from '#shared/condition-fields.ts'
import { fieldsInCondition } from '#shared/fields-in-condition.ts'
import type { SeriesInfo, SeriesKind, SeriesRef } from '#shared/history.ts'
import type { RulePreview } from '#shared/incidents.ts'
import { parseCondition } from '#shared/parse-condition.ts'
import type { Clock } from '../clock.ts'
import { HistoryFailure, type HistoryStore } from '../history/history-store.ts'
import { seriesKey } from '../history/series-key.ts'
import type { AlertSubject } from './alert-subject.ts'
import { compileRule } from './compile-rules.ts'
import { isKnownNow } from './evaluate.ts'
import { previewLine, previewNote } from './preview-words.ts'
import { type Firing, replayRule } from './replay-rule.ts'
import { pastStates } from './subject-past.ts'

export interface PreviewOptions {
  readonly clock: Clock
  /** May throw HistoryFailure while the store is being opened. */
  readonly store: () => HistoryStore
  readonly subjects: () => readonly AlertSubject[]
  /** As drafted: what a form holds of a rule, which may lack a name. */
  readonly rule: unknown
  readonly hours: number
}

/** What a draft must have to be looked at. */
const draftSchema = z.object({
  when: alertRuleSchema.shape.when,
  forSeconds: alertRuleSchema.shape.forSeconds,
})

const HOUR_MS = 3_600_000
const MOST_SUBJECTS = 500
const MOST_SHOWN = 200
const MOST_SPANS = 10_000
/** So many things are asked for at once, so that others get their turn in between. */
const AT_ONCE = 5
/** Points of one thing at most, and of all together about. */
const POINTS = { most: 2000, least: 300, all: 100_000 } as const
/** A form waits for the answer: what is not looked at by then is left out. In ms. */
const LONGEST_MS = 5000
/** A result holds for three intervals (vocabulary: "Status rules"). */
const INTERVALS = 3

/** What the history does not know as it was, by what kind of thing it is of. */
const NOT_REMEMBERED: Readonly<Record<'metric' | 'check', readonly FieldName[]>> = {
  metric: ['status', 'message', 'deviation'],
  check: ['deviation'],
}
/** Fields that change while a thing stays the same. */
const CHANGING: readonly FieldName[] = ['status', 'message', 'responseTimeMs', 'value', 'level', 'deviation']

interface Fired extends Firing {
  readonly subject: AlertSubject
}

/** How often a rule would have fired within the last so many hours, by the history: the rule itself is replayed on it. */
export async function previewRule(options: PreviewOptions): Promise<RulePreview> {
  const draft = draftSchema.safeParse(options.rule)
  if (!draft.success) return { ok: false, message: draft.error.issues[0]?.message ?? 'This is not a rule.' }
  const parsed = parseCondition(draft.data.when)
  if (!parsed.ok) return { ok: false, message: parsed.message }
  const { condition } = parsed
  const rule = alertRuleSchema.parse({ id: 'preview', name: 'Preview', ...draft.data })
  const subjects = options.subjects()
  try {
    const past = await lookBack(options, rule, condition, subjects)
    const holds = compileCondition(condition)
    const holding = subjects.filter(subject => isKnownNow(subject) && holds(subject, 0) === true)
    return {
      ok: true,
      line: previewLine(past.fired.length, options.hours),
      now: holding.slice(0, MOST_SHOWN).map(named),
      firings: past.fired
        .toSorted((a, b) => b.fromMs - a.fromMs)
        .slice(0, MOST_SHOWN)
        .map(({ subject, fromMs, toMs }) => ({ ...named(subject), fromMs, toMs })),
      count: past.fired.length,
      note: past.note,
    }
  } catch (error) {
    if (error instanceof HistoryFailure) return { ok: false, message: error.message }
    throw error
  }
}

const named = ({ type, id, name }: AlertSubject) => ({ subject: { type, id }, name })

async function lookBack(
  { clock, store: openStore, hours }: PreviewOptions,
  rule: AlertRule,
  condition: Condition,
  subjects: readonly AlertSubject[],
): Promise<{ fired: readonly Fired[]; note: string }> {
  const store = openStore()
  const [now, startedAt] = [clock.now(), clock.monotonic()]
  const windowMs = hours * HOUR_MS
  const fields = fieldsInCondition(condition)
  const mayHold = compileCondition(condition, field => !CHANGING.includes(field))
  const candidates = subjects.filter(subject => mayHold(subject, 0) !== false)
  const remembered = candidates.flatMap(subject => seriesOf(subject) ?? [])
  const looked = remembered.slice(0, MOST_SUBJECTS)
  const range = {
    fromMs: now - windowMs - rule.forSeconds * 1000,
    toMs: now,
    points: Math.max(
      POINTS.least,
      Math.min(POINTS.most, Math.floor(POINTS.all / Math.max(1, looked.length))),
    ),
  }
  const all = await store.series()
  const fired: Fired[] = []
  let [done, coarsestMs, firstAt] = [0, 0, now]
  while (done < looked.length && clock.monotonic() - startedAt < LONGEST_MS) {
    const some = looked.slice(done, done + AT_ONCE)
    done += some.length
    for (const { subject, past, ...found } of await pastsOf(store, some, range, fields)) {
      coarsestMs = Math.max(coarsestMs, found.stepMs)
      firstAt = Math.min(firstAt, found.firstAt)
      const unknown = NOT_REMEMBERED[subject.type === 'metric' ? 'metric' : 'check']
      const compiled = compileRule(rule, condition, field => !unknown.includes(field))
      const firings = replayRule(compiled, pastStates(subject, past), now)
      for (const firing of firings) {
        if (firing.toMs === null || firing.toMs > now - windowMs) fired.push({ ...firing, subject })
      }
      await setImmediate()
    }
  }
  const known = new Set(subjects.flatMap(subject => seriesOf(subject)?.ref ?? []).map(seriesKey))
  const mayHaveHeld = compileCondition(condition, field => OF_SERIES.includes(field))
  const isGone = (info: SeriesInfo) =>
    info.lastAt > now - windowMs && !known.has(seriesKey(info)) && mayHaveHeld(asSubject(info), 0) !== false
  const note = previewNote({
    ...{ looked: done, of: remembered.length, coarsestMs },
    deviation: fields.has('deviation'),
    metricStatus: fields.has('status') && looked.some(({ subject }) => subject.type === 'metric'),
    pushed: fields.has('level') || candidates.some(({ type }) => type === 'pushed'),
    gone: all.some(isGone),
    knownMs: done > 0 && firstAt > now - windowMs ? now - firstAt : null,
  })
  return { fired, note }
}

interface Remembered {
  readonly subject: AlertSubject
  readonly ref: SeriesRef
}

function seriesOf(subject: AlertSubject): Remembered | null {
  const { type, id } = subject
  return type === 'pushed' ? null : { subject, ref: { kind: type, id } }
}

/** What the history knows of a thing besides its past. */
const OF_SERIES: readonly FieldName[] = [
  ...(['type', 'id', 'name', 'monitor', 'backend', 'service', 'metric', 'category', 'unit'] as const),
]

function asSubject({ kind, id, name, category, unit }: SeriesInfo): ConditionSubject {
  return {
    ...{ type: kind, id, name, category: category === '' ? null : category, unit, tags: [] },
    ...{ severity: null, status: 'unknown', level: null, message: '', value: null, deviation: null },
    ...{ responseTimeMs: null, responseTimeWarningMs: null },
  }
}

/** What the history knows of some things. */
async function pastsOf(
  store: HistoryStore,
  some: readonly Remembered[],
  range: { readonly fromMs: number; readonly toMs: number; readonly points: number },
  fields: ReadonlySet<FieldName>,
) {
  const { fromMs, toMs } = range
  const checked = some.filter(({ ref }) => ref.kind !== 'metric').map(({ ref }) => ref)
  const measured = some.filter(({ ref }) => ref.kind === 'metric' || fields.has('responseTimeMs'))
  const [spans, charts] = await Promise.all([
    checked.length === 0
      ? []
      : store.spans({ series: checked, kinds: OF_STATUS, fromMs, toMs, limit: MOST_SPANS }),
    measured.length === 0 ? [] : store.chart({ series: measured.map(({ ref }) => ref), ...range }),
  ])
  const spansBy = Map.groupBy(spans, seriesKey)
  const chartBy = new Map(charts.map(chart => [seriesKey(chart), chart]))
  return some.map(({ subject, ref }) => {
    const own = spansBy.get(seriesKey(ref)) ?? []
    const chart = chartBy.get(seriesKey(ref))
    const [stepMs, intervalMs] = [chart?.stepMs ?? 0, chart?.intervalMs ?? 0]
    return {
      ...{ subject, stepMs: stepMs > intervalMs ? stepMs : 0 },
      firstAt: Math.min(own[0]?.fromMs ?? toMs, chart?.points[0]?.at ?? toMs),
      past: {
        ...{ spans: own, points: chart?.points ?? [] },
        pointMs: Math.max(stepMs, INTERVALS * intervalMs),
      },
    }
  })
}

const OF_STATUS: readonly SeriesKind[] = ['monitor', 'backend', 'service']
