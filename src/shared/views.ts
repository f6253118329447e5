/**
 * What the engine shows of itself: plain data, ready to draw, with nothing secret in it. Times are milliseconds
 * since the epoch (UTC), durations milliseconds.
 */
import { z } from 'zod'
import { alertsViewSchema } from './incidents.ts'
import { realtimeViewSchema } from './realtime.ts'
import { reportJobSchema, reportScheduleSchema } from './reports.ts'
import { metricStatusSchema, severitySchema, statusSchema } from './status.ts'

/** What a check or a document can say in its details. */
export type DetailValue =
  | string
  | number
  | boolean
  | null
  | readonly DetailValue[]
  | { readonly [key: string]: DetailValue }
export const detailValueSchema: z.ZodType<DetailValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(detailValueSchema),
    z.record(z.string(), detailValueSchema),
  ]),
)
export const detailsSchema = z.record(z.string(), detailValueSchema)
export type Details = Readonly<Record<string, DetailValue>>

/** What can be muted. A service's id is `backendId/serviceName`. */
export const targetSchema = z.object({
  scope: z.enum(['monitor', 'backend', 'service', 'category']),
  id: z.string().min(1).max(300),
})
export type Target = z.infer<typeof targetSchema>

/** A mute: until a moment, until recovery, or both (whichever comes first); neither is until unmuted. */
export const muteSchema = z.object({
  target: targetSchema,
  until: z.number().nullable(),
  untilRecovery: z.boolean(),
  since: z.number(),
  /** The name of the maintenance window that it comes from; left out where a person muted it. */
  maintenance: z.string().optional(),
})
export type Mute = z.infer<typeof muteSchema>

/** One recent check, as a heartbeat bar draws it: when, what this check found, how long it took. */
export const beatSchema = z.tuple([z.number(), statusSchema, z.number().nullable()])
export type Beat = z.infer<typeof beatSchema>

/** The outcome of one check, as the interface and the command line show it. */
export const checkResultSchema = z.object({
  status: statusSchema,
  healthy: z.boolean(),
  responseTimeMs: z.number().nullable(),
  message: z.string(),
  details: detailsSchema,
  checkedAt: z.number(),
})
export type CheckResultView = z.infer<typeof checkResultSchema>

const watched = {
  id: z.string(),
  name: z.string(),
  status: statusSchema,
  /** Since when it has this status; null before the first result. */
  since: z.number().nullable(),
  message: z.string(),
  responseTimeMs: z.number().nullable(),
  checkedAt: z.number().nullable(),
  muted: muteSchema.nullable(),
}

/** Availability in percent, two decimals; null where nothing is known of that time. */
const uptime = {
  uptime24h: z.number().nullable(),
  uptime7d: z.number().nullable(),
  uptime30d: z.number().nullable(),
}

/** What a backend reports of the service that a monitor of ours checks: its own view of it. */
export const reportViewSchema = z.object({
  serviceId: z.string(),
  backendId: z.string(),
  backendName: z.string(),
  /** The name under which the backend reports it. */
  name: z.string(),
  status: statusSchema,
  message: z.string(),
  pending: z.string().nullable(),
  responseTimeMs: z.number().nullable(),
  checkedAt: z.number().nullable(),
})
export type ReportView = z.infer<typeof reportViewSchema>

export const monitorViewSchema = z.object({
  ...watched,
  category: z.string(),
  severity: severitySchema,
  tags: z.array(z.string()),
  kind: z.string(),
  /** What is checked, in words safe to show: an address without credentials. */
  target: z.string(),
  intervalSeconds: z.number(),
  paused: z.boolean(),
  checking: z.boolean(),
  nextCheckAt: z.number().nullable(),
  /** Said while a failure is not confirmed yet: "failed once, checking again". */
  pending: z.string().nullable(),
  ...uptime,
  certificateExpiresAt: z.number().nullable(),
  /** The most recent checks, oldest first, at most 40. */
  beats: z.array(beatSchema),
  reports: z.array(reportViewSchema),
  /** Said where a backend sees it differently: "ToolBoxAI says Redis is healthy; from here it is unhealthy." */
  difference: z.string().nullable(),
})
export type MonitorView = z.infer<typeof monitorViewSchema>

export const serviceViewSchema = z.object({
  ...watched,
  category: z.string(),
  ...uptime,
  /** What the most recent polls said of it, oldest first, at most 40. */
  beats: z.array(beatSchema),
  details: detailsSchema,
  pending: z.string().nullable(),
  /** Id of our monitor of the same service, whatever its severity; null if there is none. */
  sameAs: z.string().nullable(),
})
export type ServiceView = z.infer<typeof serviceViewSchema>

export const backendViewSchema = z.object({
  ...watched,
  url: z.string(),
  /** As configured: `auto` or a format's name. */
  format: z.string(),
  /** The format its document was read as; null before the first answer. */
  detectedFormat: z.string().nullable(),
  severity: severitySchema,
  tags: z.array(z.string()),
  intervalSeconds: z.number(),
  paused: z.boolean(),
  checking: z.boolean(),
  nextCheckAt: z.number().nullable(),
  pending: z.string().nullable(),
  ...uptime,
  beats: z.array(beatSchema),
  /** healthy / total x 100, one decimal, muted services left out of both; null with no service. */
  healthPercentage: z.number().nullable(),
  /** When the backend was last seen to have restarted. */
  restartedAt: z.number().nullable(),
  services: z.array(serviceViewSchema),
})
export type BackendView = z.infer<typeof backendViewSchema>

export const metricGroupSchema = z.enum([
  'cpu',
  'memory',
  'disk',
  'network',
  'load',
  'temperature',
  'battery',
  'application',
])
export type MetricGroup = z.infer<typeof metricGroupSchema>

export const metricViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: metricGroupSchema,
  /** `%`, `B`, `B/s`, `°C` or empty for a plain number. */
  unit: z.string(),
  /** null where it could not be measured this time. */
  value: z.number().nullable(),
  status: metricStatusSchema,
  threshold: z.object({ warning: z.number(), critical: z.number() }).nullable(),
  /** A few words beside the value: "5.2 of 16 GiB", "/dev/vda1, ext4". */
  detail: z.string(),
  sampledAt: z.number(),
  /** Since when it has been critical; null while it is not. */
  criticalSince: z.number().nullable(),
})
export type MetricView = z.infer<typeof metricViewSchema>

/** One thing that is wrong, worst first in the overall view. */
export const overallProblemSchema = z.object({
  /** `pushed` is an alert that came over a channel; its id is its key. */
  scope: z.enum(['monitor', 'backend', 'service', 'metric', 'pushed']),
  id: z.string(),
  name: z.string(),
  status: statusSchema,
  since: z.number().nullable(),
  message: z.string(),
})
export type OverallProblem = z.infer<typeof overallProblemSchema>

export const overallViewSchema = z.object({
  status: statusSchema,
  since: z.number(),
  /** The two-second answer: "2 unhealthy: PostgreSQL, Pusher" or "All 12 healthy". No durations, no markup. */
  line: z.string(),
  problems: z.array(overallProblemSchema),
  /** Counted: neither muted nor paused. Monitors, backends, and the reported services that no critical monitor covers. */
  healthyServices: z.number(),
  totalServices: z.number(),
  /** healthy / total x 100, one decimal; null with nothing counted. */
  healthPercentage: z.number().nullable(),
  mutedCount: z.number(),
  /** Of these, how many are unhealthy or degraded. */
  mutedProblems: z.number(),
  pausedCount: z.number(),
  /** This machine has no network; what is not on loopback is unknown. */
  offline: z.boolean(),
})
export type OverallView = z.infer<typeof overallViewSchema>

/** Something found running on this machine that could be watched. */
export const discoverySchema = z.object({
  id: z.string(),
  title: z.string(),
  /** How it was recognised: "answered PING with PONG". */
  evidence: z.string(),
  address: z.string(),
  /** What would be added: a monitor or a backend, as it would stand in the configuration. */
  proposal: z.discriminatedUnion('type', [
    z.object({ type: z.literal('monitor'), monitor: z.record(z.string(), z.unknown()) }),
    z.object({ type: z.literal('backend'), backend: z.record(z.string(), z.unknown()) }),
  ]),
})
export type Discovery = z.infer<typeof discoverySchema>

/** Something about Traylight itself that the operator should know, until dismissed or gone. */
export const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'critical']),
  text: z.string(),
})
export type Notice = z.infer<typeof noticeSchema>

/** Facts about the running engine. */
export const engineInfoSchema = z.object({
  version: z.string(),
  startedAt: z.number(),
  host: z.string(),
  platform: z.string(),
  nodeVersion: z.string(),
  dataDir: z.string(),
  /** Where settings come from, and whether the interface may change them. */
  config: z.object({ path: z.string(), readOnly: z.boolean() }),
  theme: z.enum(['system', 'light', 'dark']),
  /** Nothing pops up until then; null while notifications are on. The colour stays either way. */
  quietUntil: z.number().nullable(),
  /** What surrounds the engine, and what it can do. */
  shell: z.object({
    kind: z.enum(['desktop', 'light']),
    savesFiles: z.boolean(),
    showsFolders: z.boolean(),
    startsAtLogin: z.boolean(),
    updatesItself: z.boolean(),
  }),
  notices: z.array(noticeSchema),
})
export type EngineInfo = z.infer<typeof engineInfoSchema>

/** One thing on the demo's stage that the director can break, and whether it is broken now. */
export const stageActSchema = z.object({
  id: z.string(),
  /** What happens, in a few words: "Redis stops". */
  title: z.string(),
  /** What is really done: "The process redis-server is ended." */
  description: z.string(),
  category: z.string(),
  broken: z.boolean(),
  /** Since when it is broken; null while it is whole. */
  since: z.number().nullable(),
  /** Breaking or healing it is under way. */
  changing: z.boolean(),
})
export type StageAct = z.infer<typeof stageActSchema>

/** One step of the director's script: at this many ms into it, an act is broken or healed. */
export const stageStepSchema = z.object({
  atMs: z.number(),
  act: z.string(),
  does: z.enum(['break', 'heal']),
})
export type StageStep = z.infer<typeof stageStepSchema>

/** The demo's stage: what the director can break, and the script by which it is done. */
export const stageViewSchema = z.object({
  acts: z.array(stageActSchema),
  script: z.array(stageStepSchema),
  /** The script begins anew after this many ms. */
  lengthMs: z.number(),
  /** Whether the script runs by itself. */
  playing: z.boolean(),
  /** How far into the script it was at the moment `at`; it goes on from there while it plays. */
  positionMs: z.number(),
  at: z.number(),
})
export type StageView = z.infer<typeof stageViewSchema>

/** What a person tells the director. */
export const stageOrderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['play', 'pause', 'heal-all']) }),
  z.object({ do: z.enum(['break', 'heal']), act: z.string() }),
])
export type StageOrder = z.infer<typeof stageOrderSchema>

export const refreshProgressSchema = z.object({ done: z.number(), total: z.number() })

/**
 * One message of the stream. A full one replaces everything; a delta replaces the items it carries by id and
 * drops what `removed` names. `seq` grows by one or more with each; `instance` changes when the engine restarts.
 */
export const updateSchema = z.object({
  instance: z.string(),
  seq: z.number(),
  at: z.number(),
  full: z.boolean(),
  overall: overallViewSchema.optional(),
  info: engineInfoSchema.optional(),
  monitors: z.array(monitorViewSchema).optional(),
  backends: z.array(backendViewSchema).optional(),
  metrics: z.array(metricViewSchema).optional(),
  /** All of them, whenever any changed; order of monitors as configured. */
  order: z.array(z.string()).optional(),
  discoveries: z.array(discoverySchema).optional(),
  /** null: no refresh under way. */
  progress: refreshProgressSchema.nullable().optional(),
  /** The demo's stage; null where this is no demo. */
  stage: stageViewSchema.nullable().optional(),
  /** Reports that are written, or were since the start; all of them, whenever any changed. */
  reports: z.array(reportJobSchema).optional(),
  reportSchedules: z.array(reportScheduleSchema).optional(),
  alerts: alertsViewSchema.optional(),
  realtime: realtimeViewSchema.optional(),
  removed: z
    .object({ monitors: z.array(z.string()), backends: z.array(z.string()), metrics: z.array(z.string()) })
    .optional(),
})
export type Update = z.infer<typeof updateSchema>
