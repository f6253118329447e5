import { z } from 'zod'
import { alertsSchema } from './alert-config.ts'
import { anomaliesSchema } from './anomaly-config.ts'
import { apiSchema } from './api-config.ts'
import { categorySchema } from './category.ts'
import { idSchema, nameSchema, uniqueIds } from './config-id.ts'
import { healingSchema } from './healing-config.ts'
import { heartbeatSchema } from './heartbeat-config.ts'
import { historySchema } from './history-config.ts'
import { logSourcesSchema } from './log-source-config.ts'
import { maintenanceSchema } from './maintenance-config.ts'
import { notifiersSchema } from './notifier-config.ts'
import { pusherSchema, relaySchema } from './realtime-config.ts'
import { holdsReference } from './reference.ts'
import { remoteWriteSchema } from './remote-write-config.ts'
import { scheduledReportsSchema } from './report-config.ts'
import { canonicalSample, MAX_SAMPLE_LENGTH, parseSampleName } from './sample-name.ts'
import { severitySchema } from './status.ts'

/** The version of the configuration's shape; a file of an older one is migrated when it is read. */
export const CONFIG_VERSION = 1

const tagsSchema = z
  .array(z.string().trim().min(1).max(40))
  .max(20)
  .meta({ title: 'Tags', description: 'Free words for filters and bulk actions.' })

const intervalSchema = z
  .number('Give the interval in seconds.')
  .min(1, 'The shortest interval is 1 second.')
  .max(86_400, 'The longest interval is a day (86400 seconds).')
  .meta({ title: 'Interval', description: 'Seconds between two checks.', unit: 's' })

const timeoutSchema = z
  .number('Give the timeout in seconds.')
  .min(0.1, 'The shortest timeout is 0.1 seconds.')
  .max(600, 'The longest timeout is 600 seconds.')
  .meta({ title: 'Timeout', description: 'Seconds until a check without an answer has failed.', unit: 's' })

/** A pair of thresholds where more is worse. */
const ascendingPair = (unit: string) =>
  z
    .strictObject({
      warning: z.number().min(0).meta({ title: 'Warning', unit }),
      critical: z.number().min(0).meta({ title: 'Critical', unit }),
    })
    .refine(pair => pair.warning <= pair.critical, {
      message: 'The warning threshold must not be above the critical one.',
      path: ['warning'],
    })

const percent = z.number().min(0).max(100)

/** Thresholds of a metric in percent. Over `unhealthy`, sustained, the machine is unhealthy as a whole. */
const metricThresholds = z
  .strictObject({
    warning: percent.meta({ title: 'Warning', unit: '%' }),
    critical: percent.meta({ title: 'Critical', unit: '%' }),
    unhealthy: percent.optional().meta({
      title: 'Unhealthy',
      unit: '%',
      description: 'Above this for the sustained time the overall status is unhealthy.',
      whenEmpty: 'never',
    }),
  })
  .refine(pair => pair.warning <= pair.critical, {
    message: 'The warning threshold must not be above the critical one.',
    path: ['warning'],
  })

export const responseTimeThresholdSchema = ascendingPair('ms')
export type ResponseTimeThreshold = z.infer<typeof responseTimeThresholdSchema>

export const certificateThresholdSchema = z
  .strictObject({
    warning: z.number().min(0).meta({ title: 'Warning', unit: 'days' }),
    critical: z.number().min(0).meta({ title: 'Critical', unit: 'days' }),
  })
  .refine(pair => pair.warning >= pair.critical, {
    message: 'The warning must come before the critical threshold, so it must be the larger number of days.',
    path: ['warning'],
  })

export const monitorThresholdsSchema = z.strictObject({
  responseTimeMs: responseTimeThresholdSchema
    .optional()
    .meta({ title: 'Response time', description: 'Degraded above warning, unhealthy above critical.' }),
  certificateDays: certificateThresholdSchema
    .optional()
    .meta({ title: 'Certificate', description: 'Days before expiry: degraded, then unhealthy.' }),
})

/** A monitor's check: `kind` names the checker, which owns the schema of the rest. */
export const checkConfigSchema = z.looseObject({ kind: z.string().min(1, 'Name the kind of check.') })
export type CheckConfig = z.infer<typeof checkConfigSchema>

const confirmations = {
  failuresToUnhealthy: z.int().min(1).max(100).optional().meta({
    title: 'Failures to unhealthy',
    description: 'Failed checks in a row before it counts.',
    advanced: true,
    whenEmpty: 'as in Thresholds',
  }),
  successesToHealthy: z.int().min(1).max(100).optional().meta({
    title: 'Successes to healthy',
    description: 'Good checks in a row before it is healthy again.',
    advanced: true,
    whenEmpty: 'as in Thresholds',
  }),
  retrySeconds: z.number().min(0.1).max(3600).optional().meta({
    title: 'Retry after',
    description: 'Seconds to the next check after a first failure.',
    unit: 's',
  }),
}

export const monitorSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  category: categorySchema.meta({ title: 'Category' }),
  severity: severitySchema.default('critical').meta({
    title: 'Severity',
    description: 'An unhealthy critical monitor turns the light red, a minor one yellow.',
  }),
  tags: tagsSchema.default([]),
  check: checkConfigSchema,
  intervalSeconds: intervalSchema.default(30),
  timeoutSeconds: timeoutSchema.optional(),
  thresholds: monitorThresholdsSchema.optional().meta({ title: 'Thresholds' }),
  ...confirmations,
  needs: z.string().min(1).max(64).optional().meta({
    title: 'Needs',
    description: 'A network interface or the id of another monitor; while it is down this one is unknown.',
    advanced: true,
  }),
  reportedAs: z.array(z.string().trim().min(1).max(120)).max(20).default([]).meta({
    title: 'Reported as',
    description: 'Names under which backends report the same service, where they are not its name.',
    advanced: true,
  }),
  whatToCheck: z.array(z.string().trim().min(1).max(300)).max(20).default([]).meta({
    title: 'What to check',
    description: 'Your own first steps for when it is wrong; shown before those of its kind.',
    advanced: true,
  }),
  sloPercent: z.number().min(0).max(100).optional().meta({
    title: 'Availability aimed at',
    unit: '%',
    description: 'Its service level objective; without one, that of the history settings.',
    advanced: true,
  }),
  link: z
    .url({ protocol: /^https?$/, error: 'Give an http or https address.' })
    .optional()
    .meta({ title: 'Link', description: 'Its documentation or dashboard.', advanced: true }),
  healing: healingSchema.optional().meta({
    title: 'Healing',
    description: 'A command that may mend it, run after some failures in a row.',
    advanced: true,
  }),
  paused: z.boolean().default(false).meta({ title: 'Paused', advanced: true }),
})
/** A monitor, with its defaults filled in. */
export type Monitor = z.infer<typeof monitorSchema>
export type MonitorInput = z.input<typeof monitorSchema>

/** Where the report keeps a backend's Prometheus metrics (report: "Basic Health Endpoints"). */
export const METRICS_PATH = '/api/v1/metrics'

/** A sample of a backend's metrics document that is watched as a metric. */
export const applicationMetricSchema = z
  .strictObject({
    sample: z
      .string()
      .trim()
      .max(MAX_SAMPLE_LENGTH, `Use at most ${MAX_SAMPLE_LENGTH} characters.`)
      .refine(text => parseSampleName(text) !== undefined, {
        error: 'Give the sample as it stands in the document, such as http_requests_total{method="GET"}.',
      })
      .meta({
        title: 'Sample',
        description: 'As it stands in the metrics document, labels in any order.',
      }),
    name: z.string().trim().min(1).max(120).optional().meta({
      title: 'Name',
      description: 'Empty: what the document says of it.',
    }),
    unit: z.string().trim().max(20).default('').meta({
      title: 'Unit',
      description: 'Such as %, B, B/s, s or ms; empty for a plain number.',
    }),
    rate: z.boolean().default(false).meta({
      title: 'Per second',
      description: 'Watch how much a counter grows per second, not how much it has counted.',
    }),
    worseWhen: z.enum(['above', 'below']).default('above').meta({
      title: 'Worse when',
      description: 'On which side of the thresholds it is wrong.',
    }),
    thresholds: z
      .strictObject({
        warning: z.number().meta({ title: 'Warning' }),
        critical: z.number().meta({ title: 'Critical' }),
      })
      .optional()
      .meta({ title: 'Thresholds', description: 'In its unit. Without, it is only shown.' }),
  })
  .superRefine(({ thresholds, worseWhen }, ctx) => {
    if (thresholds === undefined) return
    const { warning, critical } = thresholds
    if (worseWhen === 'above' ? warning <= critical : warning >= critical) return
    ctx.addIssue({
      code: 'custom',
      path: ['thresholds', 'warning'],
      message:
        worseWhen === 'above'
          ? 'The warning threshold must not be above the critical one.'
          : 'Where less is worse, the warning threshold must not be below the critical one.',
      input: warning,
    })
  })
export type ApplicationMetric = z.infer<typeof applicationMetricSchema>

export const backendSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  url: z
    .string()
    .refine(text => holdsReference(text) || z.url({ protocol: /^https?$/ }).safeParse(text).success, {
      error: 'Give the http or https address of the backend.',
    })
    .meta({ title: 'URL', description: 'The root of the backend, or the full path of its health endpoint.' }),
  format: z.string().min(1).default('auto').meta({ title: 'Format' }),
  category: categorySchema.default('apis').meta({
    title: 'Category',
    description: 'For reported services whose category cannot be told from the document.',
  }),
  severity: severitySchema.default('critical').meta({
    title: 'Severity',
    description: 'What it means when the backend does not answer.',
  }),
  tags: tagsSchema.default([]),
  intervalSeconds: intervalSchema.default(30),
  timeoutSeconds: timeoutSchema.default(10),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .meta({ title: 'Headers', description: 'Sent with every poll.', secret: true }),
  metrics: z
    .array(applicationMetricSchema)
    .max(100, 'Watch at most 100 metrics of a backend.')
    .default([])
    .superRefine((metrics, ctx) => {
      const samples = metrics.map(({ sample }) => canonicalSample(sample))
      samples.forEach((sample, index) => {
        if (samples.indexOf(sample) === index) return
        const message = 'This sample is watched already. Remove one of the two.'
        ctx.addIssue({ code: 'custom', path: [index, 'sample'], message, input: sample })
      })
    })
    .meta({
      title: 'Application metrics',
      description: 'Samples of its metrics document, watched with thresholds and history.',
    }),
  metricsPath: z
    .string()
    .trim()
    .max(1000)
    .regex(/^(\/[^?#]*)?$/, 'Give a path that begins with a slash, or nothing.')
    .default(METRICS_PATH)
    .meta({
      title: 'Metrics path',
      description: 'Where its Prometheus metrics are. Empty: they are not asked for.',
      advanced: true,
    }),
  ...confirmations,
  paused: z.boolean().default(false).meta({ title: 'Paused', advanced: true }),
})
export type Backend = z.infer<typeof backendSchema>
export type BackendInput = z.input<typeof backendSchema>

export const thresholdsSchema = z.strictObject({
  cpu: metricThresholds.prefault({ warning: 70, critical: 90 }).meta({ title: 'CPU' }),
  memory: metricThresholds.prefault({ warning: 60, critical: 80, unhealthy: 90 }).meta({ title: 'Memory' }),
  disk: metricThresholds.prefault({ warning: 70, critical: 85, unhealthy: 85 }).meta({ title: 'Disk' }),
  mounts: z
    .record(z.string(), metricThresholds)
    .default({})
    .meta({ title: 'Per mount', description: 'Thresholds of single filesystems, by mount point.' }),
  hysteresis: z.number().min(0).max(20).default(2).meta({
    title: 'Hysteresis',
    unit: 'points',
    description: 'A metric must fall this far below a threshold before it is better again.',
  }),
  sustainedSeconds: z.number().min(0).max(3600).default(60).meta({
    title: 'Sustained',
    unit: 's',
    description: 'How long a metric must be critical before it colours the overall status.',
  }),
  responseTimeMs: z
    .record(categorySchema, responseTimeThresholdSchema)
    .default({
      database: { warning: 100, critical: 500 },
      apis: { warning: 1000, critical: 5000 },
    })
    .meta({ title: 'Response time by category' }),
  certificateDays: certificateThresholdSchema
    .prefault({ warning: 21, critical: 3 })
    .meta({ title: 'Certificates' }),
  failuresToUnhealthy: z.int().min(1).max(100).default(2).meta({ title: 'Failures to unhealthy' }),
  successesToHealthy: z.int().min(1).max(100).default(1).meta({ title: 'Successes to healthy' }),
  retrySeconds: z.number().min(0.1).max(3600).default(3).meta({ title: 'Retry after', unit: 's' }),
})
/** All thresholds with the report's values as defaults (report: "Health Check Thresholds"). */
export type Thresholds = z.infer<typeof thresholdsSchema>

export const settingsSchema = z.strictObject({
  sampleSeconds: z.number().min(1).max(60).default(2).meta({
    title: 'Sample this machine every',
    unit: 's',
    description: 'How often CPU, memory and network are measured. What costs more is measured less often.',
  }),
  maxConcurrentChecks: z.int().min(1).max(1000).default(64).meta({
    title: 'Checks at once',
    description: 'A slow check never holds up the others below this number.',
  }),
  theme: z.enum(['system', 'light', 'dark']).default('system').meta({ title: 'Theme' }),
  reportFolder: z.string().trim().min(1).max(4096).optional().meta({
    title: 'Folder of reports',
    description: 'Where reports are written unless they name another. Empty: reports in the data directory.',
  }),
  dismissedDiscoveries: z.array(z.string()).default([]),
})
export type Settings = z.infer<typeof settingsSchema>

/** The sections of a configuration that are each saved as a whole, from a form of their own. */
export const sectionSchemas = {
  history: historySchema.prefault({}),
  reports: scheduledReportsSchema,
  api: apiSchema.prefault({}),
  remoteWrite: remoteWriteSchema.prefault({}),
  alerts: alertsSchema.prefault({}),
  maintenance: maintenanceSchema,
  notifiers: notifiersSchema,
  anomalies: anomaliesSchema.prefault({}),
  pusher: pusherSchema.prefault({}),
  relay: relaySchema.prefault({}),
  heartbeat: heartbeatSchema.prefault({}),
  logSources: logSourcesSchema,
} as const
export const sectionNameSchema = z.enum([
  'history',
  'reports',
  'api',
  'remoteWrite',
  'alerts',
  'maintenance',
  'notifiers',
  'anomalies',
  'pusher',
  'relay',
  'heartbeat',
  'logSources',
])
export type SectionName = z.infer<typeof sectionNameSchema>

/** The whole configuration, as it stands in the file. */
export const configSchema = z.strictObject({
  version: z.literal(CONFIG_VERSION).default(CONFIG_VERSION),
  monitors: z.array(monitorSchema).default([]).superRefine(uniqueIds('monitor')),
  backends: z.array(backendSchema).default([]).superRefine(uniqueIds('backend')),
  thresholds: thresholdsSchema.prefault({}),
  settings: settingsSchema.prefault({}),
  ...sectionSchemas,
})
export type Config = z.infer<typeof configSchema>
export type ConfigInput = z.input<typeof configSchema>
