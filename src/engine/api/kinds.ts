import { z } from 'zod'
import {
  backendSchema,
  monitorSchema,
  sectionSchemas,
  settingsSchema,
  thresholdsSchema,
} from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import type { BackendFormat } from '../backends/format.ts'
import type { Checker } from '../checkers/checker.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ReportFormat } from '../reports/report-format.ts'

/** The JSON Schema of what an operator may write: defaults are not required, hints stand beside the keywords. */
const formSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

/** Everything that is one file and a line in its registry. */
export interface PlugIns {
  readonly checkers: readonly Checker[]
  readonly formats: readonly BackendFormat[]
  readonly profiles: readonly Profile[]
  readonly reportFormats: readonly ReportFormat[]
  readonly notifiers: readonly Notifier[]
}

/** Everything that can be configured, as forms are drawn from it. */
export function describeKinds({ checkers, formats, profiles, reportFormats, notifiers }: PlugIns): Kinds {
  return {
    checkers: checkers.map(({ kind, title, summary, defaults, schema, whatToCheck }) => ({
      ...{ kind, title, summary, category: defaults.category },
      timeoutSeconds: defaults.timeoutSeconds ?? (defaults.category === 'apis' ? 10 : 5),
      schema: formSchema(schema),
      whatToCheck: [...whatToCheck],
    })),
    formats: formats.map(({ name, title, summary }) => ({ name, title, summary })),
    profiles: profiles.map(({ name, title, summary, schema }) => ({
      ...{ name, title, summary },
      schema: formSchema(schema),
    })),
    reportFormats: reportFormats.map(({ name, title, summary, extension, parts }) => ({
      ...{ name, title, summary, extension, parts: [...parts] },
    })),
    notifiers: notifiers.map(({ kind, title, summary, setUp, schema }) => ({
      ...{ kind, title, summary, setUp },
      schema: formSchema(schema),
    })),
    monitor: formSchema(monitorSchema.omit({ check: true })),
    backend: formSchema(backendSchema),
    thresholds: formSchema(thresholdsSchema),
    settings: formSchema(settingsSchema.omit({ dismissedDiscoveries: true })),
    sections: {
      history: formSchema(sectionSchemas.history),
      reports: formSchema(sectionSchemas.reports),
      api: formSchema(sectionSchemas.api),
      remoteWrite: formSchema(sectionSchemas.remoteWrite),
      alerts: formSchema(sectionSchemas.alerts),
      maintenance: formSchema(sectionSchemas.maintenance),
      notifiers: formSchema(sectionSchemas.notifiers),
      anomalies: formSchema(sectionSchemas.anomalies),
      pusher: formSchema(sectionSchemas.pusher),
      relay: formSchema(sectionSchemas.relay),
      heartbeat: formSchema(sectionSchemas.heartbeat),
      logSources: formSchema(sectionSchemas.logSources),
    },
  }
}
