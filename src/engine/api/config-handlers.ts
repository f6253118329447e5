import { z } from 'zod'
import {
  type Backend,
  backendSchema,
  type Config,
  type Monitor,
  monitorSchema,
  type SectionName,
  sectionNameSchema,
  sectionSchemas,
  settingsSchema,
  thresholdsSchema,
} from '#shared/config.ts'
import type { ContractHandlers, ProcedureOutput } from '#shared/contract.ts'
import type { Problem } from '#shared/problem.ts'
import { PUSHED_FORMAT } from '#shared/pushed-format.ts'
import { type ConfigChanges, configChanges } from '../config/config-changes.ts'
import { ConfigError, ConfigReadOnlyError } from '../config/config-error.ts'
import type { ConfigRules } from '../config/config-rules.ts'
import type { ConfigStore, NextConfig } from '../config/config-store.ts'
import { idFromName } from '../config/id-from-name.ts'
import { parseConfig } from '../config/parse-config.ts'
import type { ValidateCheck } from '../config/validate-check.ts'
import { type Validated, validateValue } from '../config/validate-value.ts'
import { pushedBackend } from '../status/pushed-backend.ts'
import { ContractRefusal } from './contract-server.ts'

export interface ConfigHandlersOptions {
  readonly config: ConfigStore
  readonly rules: ConfigRules
}

type ConfigProcedures =
  | 'getConfig'
  | 'saveMonitor'
  | 'saveBackend'
  | 'deleteMonitors'
  | 'deleteBackends'
  | 'setPaused'
  | 'reorderMonitors'
  | 'saveThresholds'
  | 'saveSettings'
  | 'saveSection'
  | 'exportConfig'
  | 'importConfig'
  | 'dismissDiscovery'

type Draft = Readonly<Record<string, unknown>>
const DONE = { ok: true } as const

const sectionsSchema = z.strictObject(sectionSchemas)
const SECTION_TITLES: Readonly<Record<SectionName, string>> = {
  history: 'History',
  reports: 'Scheduled reports',
  api: 'Health API',
  remoteWrite: 'Remote write',
  alerts: 'Alerts',
  maintenance: 'Maintenance',
  notifiers: 'Notifiers',
  anomalies: 'Anomalies',
  pusher: 'Pusher',
  relay: 'Relay',
  heartbeat: 'Heartbeat',
  logSources: 'Log sources',
}

const PUSHED_IS_NOT_CHANGED =
  'What comes from Pusher is not polled, and is not changed here. Change what is listened to under Settings, Pusher.'

/** A monitor as drafted in a form: an id is made from the name where there is none. */
export function readMonitorDraft(
  draft: Draft,
  validateCheck: ValidateCheck,
  taken: ReadonlySet<string>,
): Validated<Monitor> {
  const monitor = validateValue(monitorSchema, withId(draft, taken, 'monitor'))
  const { check } = draft
  const inCheck = isRecord(check)
    ? validateCheck(check).map(problem => ({ ...problem, path: ['check', ...problem.path] }))
    : []
  if (monitor.ok && inCheck.length === 0) return monitor
  return { ok: false, problems: [...(monitor.ok ? [] : monitor.problems), ...inCheck] }
}

/** A backend as drafted in a form. */
export function readBackendDraft(draft: Draft, taken: ReadonlySet<string>): Validated<Backend> {
  if (draft.format === PUSHED_FORMAT) {
    return { ok: false, problems: [{ path: ['format'], message: PUSHED_IS_NOT_CHANGED }] }
  }
  return validateValue(backendSchema, withId(draft, taken, 'backend'))
}

/** Everything that changes the configuration. What an operator wrote is answered with problems, never thrown. */
export function configHandlers(options: ConfigHandlersOptions): Pick<ContractHandlers, ConfigProcedures> {
  const { config, rules } = options
  const { validateCheck } = rules
  const save = async (next: NextConfig): Promise<readonly Problem[]> => {
    try {
      await config.save(next)
      return []
    } catch (error) {
      if (error instanceof ConfigError) return error.problems
      if (error instanceof ConfigReadOnlyError) throw new ContractRefusal('read-only', error.message)
      throw error
    }
  }
  const mustSave = async (next: NextConfig) => {
    const problems = await save(next)
    if (problems.length > 0)
      throw new ContractRefusal('failed', problems.map(problem => problem.message).join(' '))
    return DONE
  }
  const saved = async (id: string, next: NextConfig): Promise<ProcedureOutput<'saveMonitor'>> => {
    const problems = await save(next)
    return problems.length > 0 ? { ok: false, problems: [...problems] } : { ok: true, id }
  }
  const refusePushed = (ids: readonly string[]) => {
    const pushed = pushedBackend(config.current())
    if (pushed && ids.includes(pushed.id)) throw new ContractRefusal('failed', PUSHED_IS_NOT_CHANGED)
  }
  const idsOf = (items: readonly { readonly id: string }[], without: string | undefined) =>
    new Set(items.map(item => item.id).filter(id => id !== without))

  return {
    getConfig: () => config.current(),
    saveMonitor: async ({ monitor: draft, replaces }) => {
      const taken = idsOf(config.current().monitors, replaces)
      const read = readMonitorDraft(draft, validateCheck, taken)
      if (!read.ok) return { ok: false, problems: [...read.problems] }
      if (taken.has(read.value.id)) return idTaken(read.value.id)
      return saved(read.value.id, current => ({
        ...current,
        monitors: placed(current.monitors, read.value, replaces),
      }))
    },
    saveBackend: async ({ backend: draft, replaces }) => {
      const taken = idsOf(config.current().backends, replaces)
      const read = readBackendDraft(draft, taken)
      if (!read.ok) return { ok: false, problems: [...read.problems] }
      if (taken.has(read.value.id)) return idTaken(read.value.id)
      return saved(read.value.id, current => ({
        ...current,
        backends: placed(current.backends, read.value, replaces),
      }))
    },
    deleteMonitors: ({ ids }) =>
      mustSave(current => ({ ...current, monitors: current.monitors.filter(({ id }) => !ids.includes(id)) })),
    deleteBackends: ({ ids }) => {
      refusePushed(ids)
      return mustSave(current => ({
        ...current,
        backends: current.backends.filter(({ id }) => !ids.includes(id)),
      }))
    },
    setPaused: ({ monitors, backends, paused }) => {
      refusePushed(backends)
      const [inMonitors, inBackends] = [new Set(monitors), new Set(backends)]
      return mustSave(current => ({
        ...current,
        monitors: current.monitors.map(item => (inMonitors.has(item.id) ? { ...item, paused } : item)),
        backends: current.backends.map(item => (inBackends.has(item.id) ? { ...item, paused } : item)),
      }))
    },
    reorderMonitors: ({ ids }) => {
      const place = new Map(ids.map((id, index) => [id, index]))
      return mustSave(current => ({
        ...current,
        monitors: current.monitors.toSorted(
          (a, b) => (place.get(a.id) ?? ids.length) - (place.get(b.id) ?? ids.length),
        ),
      }))
    },
    saveThresholds: async ({ thresholds: draft }) => {
      const read = validateValue(thresholdsSchema, draft)
      if (!read.ok) return { ok: false, problems: [...read.problems] }
      return saved('thresholds', current => ({ ...current, thresholds: read.value }))
    },
    saveSettings: async ({ settings: draft }) => {
      const read = validateValue(settingsSchema, {
        ...draft,
        dismissedDiscoveries: config.current().settings.dismissedDiscoveries,
      })
      if (!read.ok) return { ok: false, problems: [...read.problems] }
      return saved('settings', current => ({ ...current, settings: read.value }))
    },
    saveSection: async ({ section, value }) => {
      const names = sectionNameSchema.options
      const kept = Object.fromEntries(names.map(name => [name, config.current()[name]]))
      const read = validateValue(sectionsSchema, { ...kept, [section]: value })
      const saving: ProcedureOutput<'saveSection'> = read.ok
        ? await saved(section, current => ({ ...current, [section]: read.value[section] }))
        : { ok: false, problems: [...read.problems] }
      if (saving.ok) return saving
      // What is wrong is said from the section on.
      return {
        ok: false,
        problems: saving.problems.map(({ path, ...rest }) => ({ ...rest, path: path.slice(1) })),
      }
    },
    exportConfig: async ({ format }) => ({
      text: await configText(config.current(), format),
      fileName: `traylight-config.${format}`,
    }),
    importConfig: async ({ text, mode, dryRun }) => {
      const parsed = parseConfig(text, rules)
      if (!parsed.ok) return { ok: false, problems: [...parsed.problems] }
      const before = config.current()
      const next = mode === 'replace' ? parsed.config : merged(before, parsed.config)
      const summary = importSummary(configChanges(before, next))
      if (dryRun) return summary
      const problems = await save(current =>
        mode === 'replace' ? parsed.config : merged(current, parsed.config),
      )
      return problems.length > 0 ? { ok: false, problems: [...problems] } : summary
    },
    dismissDiscovery: ({ id }) =>
      mustSave(current => ({
        ...current,
        settings: {
          ...current.settings,
          dismissedDiscoveries: [...new Set([...current.settings.dismissedDiscoveries, id])],
        },
      })),
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function withId(draft: Draft, taken: ReadonlySet<string>, fallback: string): Draft {
  if (typeof draft.id === 'string' && draft.id !== '') return draft
  return { ...draft, id: idFromName(typeof draft.name === 'string' ? draft.name : '', taken, fallback) }
}

const idTaken = (id: string): ProcedureOutput<'saveMonitor'> => ({
  ok: false,
  problems: [{ path: ['id'], message: `The id "${id}" is in use already. Choose another.` }],
})

/** Puts an item in the place of the one it replaces, or at the end. */
function placed<T extends { readonly id: string }>(
  items: readonly T[],
  item: T,
  replaces: string | undefined,
): T[] {
  const index = items.findIndex(({ id }) => id === replaces)
  return index < 0 ? [...items, item] : items.with(index, item)
}

/** Both configurations: what is in both by id is taken from the new one; thresholds, settings and sections stay. */
function merged(current: Config, added: Config): Config {
  return {
    ...current,
    monitors: mergedById(current.monitors, added.monitors),
    backends: mergedById(current.backends, added.backends),
  }
}

function mergedById<T extends { readonly id: string }>(current: readonly T[], added: readonly T[]): T[] {
  const byId = new Map(current.map(item => [item.id, item]))
  for (const item of added) byId.set(item.id, item)
  return [...byId.values()]
}

function importSummary(changes: ConfigChanges) {
  const names = (items: readonly { readonly name: string }[]) => items.map(item => item.name)
  const general = [
    ...(changes.thresholds ? ['Thresholds'] : []),
    ...(changes.settings ? ['Settings'] : []),
    ...changes.sections.map(section => SECTION_TITLES[section]),
  ]
  return {
    ...DONE,
    added: [...names(changes.monitors.added), ...names(changes.backends.added)],
    changed: [...names(changes.monitors.changed), ...names(changes.backends.changed), ...general],
    removed: [...names(changes.monitors.removed), ...names(changes.backends.removed)],
    unchanged: changes.monitors.unchanged + changes.backends.unchanged,
  }
}

async function configText(config: Config, format: 'yaml' | 'json'): Promise<string> {
  if (format === 'json') return `${JSON.stringify(config, null, 2)}\n`
  const { stringify } = await import('yaml')
  return stringify(config)
}
