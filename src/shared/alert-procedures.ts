import { z } from 'zod'
import { alertRuleSchema } from './alert-config.ts'
import {
  deliveryViewSchema,
  incidentDetailSchema,
  incidentLogSchema,
  incidentViewSchema,
  rulePreviewSchema,
} from './incidents.ts'
import { problemSchema } from './problem.ts'
import { activitySchema } from './realtime.ts'

const id = z.string().min(1).max(300)
const ids = z.array(id).min(1).max(10_000)
const done = z.object({ ok: z.literal(true) })
const note = z.string().trim().max(2000)
/** Who; the user of this machine where it is left out. */
const by = z.string().trim().min(1).max(120).optional()

/** The part of the contract that is about incidents, notifiers and real-time events. */
export const alertProcedures = {
  /** Incidents, newest first; `after` is `next` of the page before. */
  incidents: {
    input: z.object({
      state: z.enum(['open', 'acknowledged', 'resolved', 'all']),
      /** In names, categories, tags and messages. */
      text: z.string().max(200).optional(),
      /** Of what was at least this urgent at its worst. */
      level: z.enum(['info', 'warning', 'critical']).optional(),
      subjectId: z.string().max(3000).optional(),
      after: z.string().max(200).optional(),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ incidents: z.array(incidentViewSchema), next: z.string().nullable() }),
  },
  incident: { input: z.object({ id }), output: incidentDetailSchema.nullable() },
  /** The log lines around an incident, of each source that is configured for it. */
  incidentLogs: { input: z.object({ id }), output: z.array(incidentLogSchema) },
  /** Somebody takes care: no reminders and no escalation until something new happens in it. */
  acknowledge: { input: z.object({ ids, note, by }), output: done },
  unacknowledge: { input: z.object({ ids }), output: done },
  addNote: { input: z.object({ id, note: note.min(1, 'Write a note.'), by }), output: done },
  /** A person has looked: what happened while nobody did is forgotten. */
  markSeen: { input: z.undefined(), output: done },
  /** How often a rule would have fired within the last so many hours. */
  previewRule: {
    input: z.object({ rule: z.record(z.string(), z.unknown()), hours: z.number().min(1).max(720) }),
    output: rulePreviewSchema,
  },
  /** The report's rules, to go back to. */
  defaultRules: { input: z.undefined(), output: z.array(alertRuleSchema) },

  /** Sends a test through a notifier as drafted, without saving it. Secrets that are kept may stand as references. */
  testNotifier: {
    input: z.object({ notifier: z.record(z.string(), z.unknown()) }),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), message: z.string() }),
      z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
    ]),
  },
  /** What was delivered and what was not, newest first. */
  deliveries: {
    input: z.object({ notifierId: id.optional(), limit: z.int().min(1).max(500) }),
    output: z.array(deliveryViewSchema),
  },
  /** Tries at once what waits or was given up. */
  retryDelivery: { input: z.object({ id }), output: done },

  /** What happened elsewhere, newest first. */
  activity: {
    input: z.object({ channel: z.string().max(300).optional(), limit: z.int().min(1).max(500) }),
    output: z.array(activitySchema),
  },
} as const
