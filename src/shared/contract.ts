/**
 * The contract between the engine and whatever shows it: named procedures with their input and output, and one
 * stream of updates. Both transports (WebSocket on loopback, Electron IPC) carry exactly this.
 *
 * The engine validates every input against its schema here before a handler sees it. Times are milliseconds since
 * the epoch, durations milliseconds unless the name says otherwise.
 */
import { z } from 'zod'
import { alertProcedures } from './alert-procedures.ts'
import { configSchema, sectionNameSchema } from './config.ts'
import {
  backupSchema,
  historyInfoSchema,
  seriesHistorySchema,
  seriesInfoSchema,
  seriesRefSchema,
  seriesSummarySchema,
  statusSpanSchema,
  trendSchema,
  uptimeRowSchema,
} from './history.ts'
import { notifierKindSchema } from './incidents.ts'
import { problemSchema } from './problem.ts'
import { reportFormatKindSchema, reportOrderSchema } from './reports.ts'
import {
  beatSchema,
  checkResultSchema,
  detailsSchema,
  metricViewSchema,
  muteSchema,
  stageOrderSchema,
  targetSchema,
  type Update,
  updateSchema,
} from './views.ts'

/** A JSON Schema, as forms are drawn from it. */
const jsonSchema = z.record(z.string(), z.unknown())

/** Something an operator may write is accepted, or refused with every problem and its path. */
const accepted = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id: z.string() }),
  z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
])
const done = z.object({ ok: z.literal(true) })

/** Whatever the form holds: validated by the engine against the full schema, answered with problems. */
const draft = z.record(z.string(), z.unknown())

export const checkerKindSchema = z.object({
  kind: z.string(),
  title: z.string(),
  summary: z.string(),
  category: z.string(),
  timeoutSeconds: z.number(),
  /** JSON Schema of the check without `kind`; `title`, `description`, `unit`, `secret`, `advanced` are hints for the form. */
  schema: jsonSchema,
  whatToCheck: z.array(z.string()),
})
export type CheckerKind = z.infer<typeof checkerKindSchema>

/** A named set of monitors and backends that can be added as one. */
export const profileKindSchema = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** JSON Schema of its settings, with the form's hints. */
  schema: jsonSchema,
})
export type ProfileKind = z.infer<typeof profileKindSchema>

/** One monitor or backend that a profile would add. */
export const profileItemSchema = z.object({
  type: z.enum(['monitor', 'backend']),
  id: z.string(),
  name: z.string(),
  category: z.string(),
  /** Something with this id is configured already, and stays as it is. */
  exists: z.boolean(),
})
export type ProfileItem = z.infer<typeof profileItemSchema>

export const kindsSchema = z.object({
  checkers: z.array(checkerKindSchema),
  formats: z.array(z.object({ name: z.string(), title: z.string(), summary: z.string() })),
  profiles: z.array(profileKindSchema),
  reportFormats: z.array(reportFormatKindSchema),
  notifiers: z.array(notifierKindSchema),
  /** JSON Schemas of a monitor (without `check`), a backend, the thresholds and the settings. */
  monitor: jsonSchema,
  backend: jsonSchema,
  thresholds: jsonSchema,
  settings: jsonSchema,
  /** JSON Schemas of the sections that are each saved as a whole. */
  sections: z.record(sectionNameSchema, jsonSchema),
})
export type Kinds = z.infer<typeof kindsSchema>

export const monitorDetailSchema = z.object({
  id: z.string(),
  /** As configured, secrets as references. */
  monitor: z.record(z.string(), z.unknown()),
  last: checkResultSchema.nullable(),
  /** The last check that was not healthy, if any within memory. */
  lastFailure: checkResultSchema.nullable(),
  /** Recent checks, oldest first, up to 24 h; coarse where there are many. */
  beats: z.array(beatSchema),
  whatToCheck: z.array(z.string()),
  responseTimeThreshold: z.object({ warning: z.number(), critical: z.number() }).nullable(),
  certificateThreshold: z.object({ warning: z.number(), critical: z.number() }),
})
export type MonitorDetail = z.infer<typeof monitorDetailSchema>

export const backendDetailSchema = z.object({
  id: z.string(),
  backend: z.record(z.string(), z.unknown()),
  /** What the last poll found out about the backend itself: endpoints, version, uptime. */
  details: detailsSchema,
  whatToCheck: z.array(z.string()),
})

/** One sample of a backend's metrics document. */
export const backendSampleSchema = z.object({
  /** Its name and labels in their one spelling: `http_requests_total{method="GET"}`. */
  sample: z.string(),
  /** null where it is not a number. */
  value: z.number().nullable(),
  /** `counter`, `gauge`, `histogram` ...; `untyped` where the document does not say. */
  type: z.string(),
  help: z.string(),
})
export type BackendSample = z.infer<typeof backendSampleSchema>

/** A series for a chart: [moment, value] oldest first; a null value is a gap. */
export const metricSeriesSchema = z.object({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  threshold: z.object({ warning: z.number(), critical: z.number() }).nullable(),
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
})
export type MetricSeries = z.infer<typeof metricSeriesSchema>

export const topProcessSchema = z.object({
  pid: z.number(),
  name: z.string(),
  /** Percent of one core's time times cores, as `top` has it. */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  user: z.string(),
})
export type TopProcess = z.infer<typeof topProcessSchema>

export const importSummarySchema = z.object({
  ok: z.literal(true),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  unchanged: z.number(),
})

const id = z.string().min(1).max(300)
const ids = z.array(id).max(10_000)
/** A metric that is a sample of an application is called after it, with all its labels. */
const metricIds = z.array(z.string().min(1).max(3000)).max(100)

/** Every procedure: what goes in, what comes out. */
export const contract = {
  /** Begins or resumes the stream: with the last instance and seq seen, only what changed since; else everything. */
  subscribe: {
    input: z.object({ instance: z.string().optional(), seq: z.number().optional() }),
    output: updateSchema,
  },
  kinds: { input: z.undefined(), output: kindsSchema },
  getConfig: { input: z.undefined(), output: configSchema },

  monitorDetail: { input: z.object({ id }), output: monitorDetailSchema.nullable() },
  backendDetail: { input: z.object({ id }), output: backendDetailSchema.nullable() },
  /** The samples of a backend's metrics document, which is asked for now; none where it is said to have no such document. */
  backendSamples: { input: z.object({ id }), output: z.array(backendSampleSchema) },
  /** At most `points` per series, averaged where there are more samples. */
  metricHistory: {
    input: z.object({
      ids: metricIds,
      fromMs: z.number(),
      toMs: z.number(),
      points: z.int().min(2).max(2000),
    }),
    output: z.array(metricSeriesSchema),
  },
  topProcesses: {
    input: z.object({ by: z.enum(['cpu', 'memory']), count: z.int().min(1).max(50) }),
    output: z.array(topProcessSchema),
  },

  /** Adds a monitor, or replaces the one called `replaces` (whose id may change). */
  saveMonitor: { input: z.object({ monitor: draft, replaces: id.optional() }), output: accepted },
  saveBackend: { input: z.object({ backend: draft, replaces: id.optional() }), output: accepted },
  deleteMonitors: { input: z.object({ ids }), output: done },
  deleteBackends: { input: z.object({ ids }), output: done },
  /** Pauses or resumes monitors and backends by id. */
  setPaused: { input: z.object({ monitors: ids, backends: ids, paused: z.boolean() }), output: done },
  /** Puts monitors into the order of these ids; those not named keep their places after them. */
  reorderMonitors: { input: z.object({ ids }), output: done },
  /** Runs one check of a monitor or one poll of a backend as drafted, without saving it. */
  testMonitor: {
    input: z.object({ monitor: draft }),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), result: checkResultSchema }),
      z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
    ]),
  },
  testBackend: {
    input: z.object({ backend: draft }),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), result: checkResultSchema }),
      z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
    ]),
  },

  /** Checks now: these monitors and backends, or with neither given, everything. Answers when all have. */
  checkNow: {
    input: z.object({ monitors: ids.optional(), backends: ids.optional() }),
    output: z.object({ checked: z.number() }),
  },
  cancelRefresh: { input: z.undefined(), output: done },

  mute: {
    input: z.object({
      targets: z.array(targetSchema).min(1).max(10_000),
      until: z.number().nullable(),
      untilRecovery: z.boolean(),
    }),
    output: done,
  },
  unmute: { input: z.object({ targets: z.array(targetSchema).min(1).max(10_000) }), output: done },
  mutes: { input: z.undefined(), output: z.array(muteSchema) },

  /** No notifications until then, in ms since the epoch; null: notifications again. What is muted stays muted. */
  setQuiet: { input: z.object({ until: z.number().nullable() }), output: done },

  /** Where the shell saves files: asks for a place and writes there. Null where the person changed their mind. */
  saveFile: {
    input: z.object({ fileName: z.string().min(1).max(200), text: z.string().max(10_000_000) }),
    output: z.object({ path: z.string().nullable() }),
  },
  /** Shows a file that was saved this way, or a report, in the system's file manager. */
  showInFolder: { input: z.object({ path: z.string().min(1).max(4096) }), output: done },
  startAtLogin: { input: z.undefined(), output: z.object({ enabled: z.boolean() }) },
  /** Asks the server of updates for a newer version; null where this is the latest. */
  checkForUpdates: { input: z.undefined(), output: z.object({ version: z.string().nullable() }) },
  installUpdate: { input: z.undefined(), output: done },
  setStartAtLogin: { input: z.object({ enabled: z.boolean() }), output: done },

  saveThresholds: { input: z.object({ thresholds: draft }), output: accepted },
  saveSettings: { input: z.object({ settings: draft }), output: accepted },
  /** Saves one section of the configuration as a whole. */
  saveSection: { input: z.object({ section: sectionNameSchema, value: z.unknown() }), output: accepted },

  exportConfig: {
    input: z.object({ format: z.enum(['yaml', 'json']) }),
    output: z.object({ text: z.string(), fileName: z.string() }),
  },
  /** Reads YAML or JSON. `merge` adds and replaces by id, `replace` drops the rest. A dry run only says what would change. */
  importConfig: {
    input: z.object({
      text: z.string().max(10_000_000),
      mode: z.enum(['merge', 'replace']),
      dryRun: z.boolean(),
    }),
    output: z.discriminatedUnion('ok', [
      importSummarySchema,
      z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
    ]),
  },

  /** What a profile with these settings would add. */
  previewProfile: {
    input: z.object({ name: z.string(), settings: draft }),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), items: z.array(profileItemSchema) }),
      z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
    ]),
  },
  /** Adds what a profile has and is not configured yet, but for these; ids as in the preview, `monitor:ID` or `backend:ID`. */
  addProfile: {
    input: z.object({ name: z.string(), settings: draft, leaveOut: ids }),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), added: z.array(z.string()) }),
      z.object({ ok: z.literal(false), problems: z.array(problemSchema) }),
    ]),
  },

  /** Every series that something is remembered of. */
  historySeries: { input: z.undefined(), output: z.array(seriesInfoSchema) },
  /** Reduced to at most `points` steps each; steps without results are left out. */
  history: {
    input: z.object({
      series: z.array(seriesRefSchema).max(50),
      fromMs: z.number(),
      toMs: z.number(),
      points: z.int().min(1).max(2000),
    }),
    output: z.array(seriesHistorySchema),
  },
  /** All of a range in one for each series, exact, which the steps of a chart do not add up to; count 0 where there is nothing. */
  historySummary: {
    input: z.object({ series: z.array(seriesRefSchema).max(50), fromMs: z.number(), toMs: z.number() }),
    output: z.array(seriesSummarySchema),
  },
  /** Which status these had from when to when, oldest first; at most 5,000. */
  statusSpans: {
    input: z.object({ series: z.array(seriesRefSchema).max(50), fromMs: z.number(), toMs: z.number() }),
    output: z.array(statusSpanSchema),
  },
  /** How long everything that is watched had each status within the last so many days, for each of `days`. */
  uptimeTable: {
    input: z.object({ days: z.array(z.number().positive().max(3660)).min(1).max(10) }),
    output: z.array(uptimeRowSchema),
  },
  /** Where disks and memory are going, as far as that can be said. */
  trends: { input: z.undefined(), output: z.array(trendSchema) },
  historyInfo: { input: z.undefined(), output: historyInfoSchema },
  historyBackups: { input: z.undefined(), output: z.array(backupSchema) },
  /** Writes a copy of the history into the data directory's folder of backups. */
  backupHistory: { input: z.undefined(), output: backupSchema },
  /** Puts a backup in the place of the history, which is kept as a backup itself. */
  restoreHistory: { input: z.object({ name: z.string().min(1).max(200) }), output: done },

  /** Begins to write a report into a folder; null for the folder of reports. How it goes comes over the stream. */
  startReport: {
    input: reportOrderSchema.extend({ folder: z.string().min(1).max(4096).nullable().optional() }),
    output: z.object({ id: z.string() }),
  },
  /** Ends the writing of a report and leaves nothing of it. */
  cancelReport: { input: z.object({ id }), output: done },
  /** Takes a report that has ended out of the list; its file stays. */
  dismissReport: { input: z.object({ id }), output: done },
  /** Runs a scheduled report now, besides its schedule. */
  runScheduledReport: { input: z.object({ id }), output: done },

  ...alertProcedures,

  /** Tells the demo's director what to do; answers when it is done. */
  steerStage: { input: stageOrderSchema, output: done },

  /** Looks for services on loopback; answers with how many are not watched yet, which come over the stream. */
  discover: { input: z.undefined(), output: z.object({ found: z.number() }) },
  dismissDiscovery: { input: z.object({ id }), output: done },
  dismissNotice: { input: z.object({ id }), output: done },
  /** The metrics as they are, for those who do not stream. */
  metrics: { input: z.undefined(), output: z.array(metricViewSchema) },
} as const

export type Contract = typeof contract
export type ProcedureName = keyof Contract
export type ProcedureInput<N extends ProcedureName> = z.output<Contract[N]['input']>
export type ProcedureOutput<N extends ProcedureName> = z.output<Contract[N]['output']>

/** What the engine implements. */
export type ContractHandlers = {
  readonly [N in Exclude<ProcedureName, 'subscribe'>]: (
    input: ProcedureInput<N>,
  ) => Promise<ProcedureOutput<N>> | ProcedureOutput<N>
}

/** Why a call was refused or failed, as it travels. */
export const contractFailureSchema = z.object({
  code: z.enum(['invalid-input', 'read-only', 'not-found', 'failed', 'forbidden']),
  message: z.string(),
})
export type ContractFailure = z.infer<typeof contractFailureSchema>

/** What a procedure answers on the transport: its output, or why not. */
export type ContractAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ContractFailure }

/** The functions a client calls on the engine over the transport. */
export type EngineSide = {
  call: (name: ProcedureName, input: unknown) => Promise<ContractAnswer<unknown>>
}

/** The functions the engine calls on a client over the transport. */
export type ClientSide = {
  update: (update: Update) => void
}

/** How often, at most, a client is sent an update: 4 times a second. */
export const UPDATE_INTERVAL_MS = 250
/** A sign of life is sent when nothing changed for this long. */
export const HEARTBEAT_MS = 5000
