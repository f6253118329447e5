/**
 * Incidents and alerts as they travel on the contract. An incident is about one thing watched: from the first bad check
 * to recovery, with all its alerts, acknowledgements and notes. Moments in ms since the epoch (UTC).
 */
import { z } from 'zod'
import { alertLevelSchema } from './alert-level.ts'
import { statusSchema } from './status.ts'

/** What an incident or an alert is about; an id as `SeriesRef` has it, of a pushed alert its key. */
export const alertSubjectRefSchema = z.object({
  type: z.enum(['monitor', 'backend', 'service', 'metric', 'pushed']),
  id: z.string().min(1).max(3000),
})
export type AlertSubjectRef = z.infer<typeof alertSubjectRefSchema>

/** One thing that happened in an incident. */
export const timelineEntrySchema = z.object({
  at: z.number(),
  kind: z.enum([
    /** A rule began or ceased to hold. */
    'alert',
    'alert-over',
    'level',
    'acknowledged',
    'unacknowledged',
    'note',
    /** Why nobody was told: muted, maintenance, quiet, behind something else, flapping. */
    'suppressed',
    'flapping',
    /** A notifier was told, or could not be. */
    'told',
    'not-told',
    'reminded',
    'escalated',
    /** A command of auto-healing, and what came of it. */
    'healing',
    'resolved',
    /** It is watched no more. */
    'gone',
  ]),
  /** A sentence. */
  text: z.string(),
  level: alertLevelSchema.nullable(),
  /** Who, where a person did it. */
  by: z.string().nullable(),
  /** Of a command, what it wrote; else empty. */
  output: z.string(),
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

export const acknowledgementSchema = z.object({ at: z.number(), by: z.string(), note: z.string() })
export type Acknowledgement = z.infer<typeof acknowledgementSchema>

/** An incident, without its timeline. */
export const incidentViewSchema = z.object({
  /** Also the correlation id that every alert, notification and log line of it carries. */
  id: z.string(),
  subject: alertSubjectRefSchema,
  name: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  /** Open: something holds now. */
  state: z.enum(['open', 'acknowledged', 'resolved']),
  /** The most urgent level of the alerts that hold now; of a resolved one, that of the end. */
  level: alertLevelSchema,
  /** The most urgent it ever was. */
  worst: alertLevelSchema,
  /** Of what it is about, the last that was bad. */
  status: statusSchema,
  /** The latest reason, a sentence. */
  message: z.string(),
  /** Names of the rules that hold now; of a resolved one, that held. */
  rules: z.array(z.string()),
  /** The first bad check. */
  startedAt: z.number(),
  resolvedAt: z.number().nullable(),
  /** When anything last happened in it. */
  changedAt: z.number(),
  acknowledged: acknowledgementSchema.nullable(),
  /** Whether people are told of it at all: not where all its rules are only listed. */
  notifies: z.boolean(),
  /** Why nobody is told of it now: "muted until 14:00", "Router is down"; null where somebody is. */
  suppressedBecause: z.string().nullable(),
  flapping: z.boolean(),
  /** How it ended: recovered, or gone (no longer watched). Null while it lasts. */
  ending: z.enum(['recovered', 'gone']).nullable(),
})
export type IncidentView = z.infer<typeof incidentViewSchema>

/** Whether a notifier was told of something. */
export const deliveryViewSchema = z.object({
  id: z.string(),
  at: z.number(),
  notifierId: z.string(),
  notifierName: z.string(),
  notifierKind: z.string(),
  /** What it was told. */
  title: z.string(),
  incidentIds: z.array(z.string()),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number(),
  /** When it was delivered, or given up. */
  endedAt: z.number().nullable(),
  /** When it is tried again, while it waits. */
  nextAt: z.number().nullable(),
  /** Why it could not be delivered, and what to do; else empty. */
  message: z.string(),
})
export type DeliveryView = z.infer<typeof deliveryViewSchema>

export const incidentDetailSchema = z.object({
  incident: incidentViewSchema,
  /** Oldest first. */
  timeline: z.array(timelineEntrySchema),
  /** Newest first. */
  deliveries: z.array(deliveryViewSchema),
  /** Whether there are sources of log lines for it. */
  hasLogs: z.boolean(),
})
export type IncidentDetail = z.infer<typeof incidentDetailSchema>

/** A line of a log around an incident. */
export const logLineSchema = z.object({ at: z.number().nullable(), text: z.string() })
export const incidentLogSchema = z.object({
  source: z.string(),
  name: z.string(),
  lines: z.array(logLineSchema),
  /** Lines that were left out. */
  more: z.boolean(),
  /** Why there are none, and what to do; else empty. */
  problem: z.string(),
})
export type IncidentLog = z.infer<typeof incidentLogSchema>

/** What happened while nobody looked, until the dashboard is opened. */
export const unseenSchema = z.object({
  /** Incidents that people are told of, opened since then. */
  count: z.number(),
  since: z.number(),
  open: z.number(),
  /** "3 incidents since 18:00, all recovered". */
  line: z.string(),
})
export type Unseen = z.infer<typeof unseenSchema>

/** Alerts as the stream tells them. */
export const alertsViewSchema = z.object({
  /** Open and acknowledged incidents, most urgent first; at most 500. */
  incidents: z.array(incidentViewSchema),
  /** How many there are in all: those that are told of and not acknowledged, acknowledged, and only listed. */
  counts: z.object({ open: z.number(), acknowledged: z.number(), listed: z.number() }),
  unseen: unseenSchema.nullable(),
  /** Grows with every delivery and every incident that ends, so that lists of them are fetched anew. */
  revision: z.number(),
})
export type AlertsView = z.infer<typeof alertsViewSchema>

/** How often a rule would have fired. */
export const rulePreviewSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** "Would have fired 3 times in the last 24 h". */
    line: z.string(),
    /** What it holds for now. */
    now: z.array(z.object({ subject: alertSubjectRefSchema, name: z.string() })),
    /** When it would have fired, newest first; at most 200. */
    firings: z.array(
      z.object({
        subject: alertSubjectRefSchema,
        name: z.string(),
        fromMs: z.number(),
        toMs: z.number().nullable(),
      }),
    ),
    count: z.number(),
    /** What of the condition the history knows nothing about; else empty. */
    note: z.string(),
  }),
  z.object({ ok: z.literal(false), message: z.string() }),
])
export type RulePreview = z.infer<typeof rulePreviewSchema>

/** A kind of notifier, as its form is drawn. */
export const notifierKindSchema = z.object({
  kind: z.string(),
  title: z.string(),
  summary: z.string(),
  /** JSON Schema of `to` without `kind`, with the form's hints. */
  schema: z.record(z.string(), z.unknown()),
  /** Where to get what it asks for, a sentence or two. */
  setUp: z.string(),
})
export type NotifierKind = z.infer<typeof notifierKindSchema>
