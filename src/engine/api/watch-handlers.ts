import type { Thresholds } from '#shared/config.ts'
import type { ContractHandlers } from '#shared/contract.ts'
import { PUSHED_FORMAT } from '#shared/pushed-format.ts'
import type { CheckResultView } from '#shared/views.ts'
import type { CheckOutcome } from '../checkers/checker.ts'
import type { Clock } from '../clock.ts'
import type { ConfigStore } from '../config/config-store.ts'
import type { ValidateCheck } from '../config/validate-check.ts'
import { effectiveGrading } from '../status/effective-rules.ts'
import { gradeOutcome } from '../status/grade-outcome.ts'
import type { StatusBook } from '../status/status-book.ts'
import { resultView } from '../status/watched.ts'
import type { WatchedBackend } from '../status/watched-entries.ts'
import type { BackendRunner } from '../watch/backend-runner.ts'
import type { CheckRefresh } from '../watch/check-refresh.ts'
import type { KeptResources } from '../watch/kept-resources.ts'
import type { MonitorRunner } from '../watch/monitor-runner.ts'
import { backendTask, monitorTask } from '../watch/watch-schedule.ts'
import { readBackendDraft, readMonitorDraft } from './config-handlers.ts'
import { ContractRefusal } from './contract-server.ts'

export interface WatchHandlersOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly config: ConfigStore
  readonly monitors: MonitorRunner
  readonly backends: BackendRunner
  readonly kept: KeptResources
  readonly refresh: CheckRefresh
  readonly validateCheck: ValidateCheck
  /** Runs one scheduled check out of turn. */
  readonly runTask: (taskId: string) => Promise<void>
}

type WatchProcedures =
  | 'monitorDetail'
  | 'backendDetail'
  | 'backendSamples'
  | 'testMonitor'
  | 'testBackend'
  | 'checkNow'
  | 'cancelRefresh'
  | 'mute'
  | 'unmute'
  | 'mutes'

/** Up to this many named checks run at once without a progress bar. */
const FEW = 10
/** Recent checks in a detail: all that are remembered one by one. */
const BEATS_IN_DETAIL = 60
/** Under this owner a check that is only tested keeps its resources, until it has ended. */
const TEST_OWNER = 'test:'

const WHEN_A_BACKEND_IS_SILENT: readonly string[] = [
  'Open its health address in a browser: does it answer?',
  'Check that the backend is running and that its port is reachable from here.',
  'Check the headers it asks for (a token, an API key).',
]
const WHEN_PUSHER_IS_SILENT: readonly string[] = [
  'Look at the connection in the Real-time tab: it says why there is none.',
  'Check key, cluster or host under Settings, Pusher, against App Keys of the app.',
  'Check that WebSockets get through from here: a proxy or firewall may end them.',
]
const WHEN_A_BACKEND_IS_UNWELL: readonly string[] = [
  'Look at the services it reports as unhealthy: their messages come from the backend itself.',
  'Compare with your own checks of the same services: can they be reached from here?',
]

/** Everything about what is watched that does not change the configuration. */
export function watchHandlers(options: WatchHandlersOptions): Pick<ContractHandlers, WatchProcedures> {
  const { book, clock, config, monitors, refresh } = options
  const thresholds = (): Thresholds => config.current().thresholds
  let tests = 0

  return {
    monitorDetail: ({ id }) => {
      const entry = book.monitors.get(id)
      if (!entry) return null
      const { monitor, watched } = entry
      const grading = effectiveGrading(monitor, thresholds())
      return {
        id,
        monitor,
        last: watched.last && resultView(watched.last),
        lastFailure: watched.lastFailure && resultView(watched.lastFailure),
        beats: watched.recent.beats(BEATS_IN_DETAIL),
        whatToCheck: [...monitor.whatToCheck, ...(monitors.checkerOf(monitor.check.kind)?.whatToCheck ?? [])],
        responseTimeThreshold: grading.responseTimeMs,
        certificateThreshold: { ...grading.certificateDays },
      }
    },
    backendDetail: ({ id }) => {
      const entry = book.backends.get(id)
      if (!entry) return null
      return {
        id,
        backend: entry.backend,
        details: { ...entry.watched.last?.details },
        whatToCheck: [...whenWrong(entry)],
      }
    },
    backendSamples: async ({ id }) => {
      const entry = book.backends.get(id)
      if (!entry || entry.backend.format === PUSHED_FORMAT) return []
      const read = await options.backends.readSamples(entry.backend)
      if (!read.ok) throw new ContractRefusal('failed', read.message)
      return read.samples.map(({ value, ...sample }) => ({
        ...sample,
        value: Number.isFinite(value) ? value : null,
      }))
    },
    testMonitor: async ({ monitor: draft }) => {
      // What is checked does not depend on its name, which may not be thought of yet.
      const named = draft.name === undefined || draft.name === '' ? { ...draft, name: 'Test' } : draft
      const read = readMonitorDraft(named, options.validateCheck, new Set())
      if (!read.ok) return { ok: false, problems: [...read.problems] }
      const owner = `${TEST_OWNER}${tests++}`
      const outcome = await monitors.check(read.value, owner)
      await options.kept.release(owner)
      const grade = gradeOutcome(outcome, effectiveGrading(read.value, thresholds()), clock.now())
      return { ok: true, result: outcomeView({ ...outcome, ...grade }, clock.now()) }
    },
    testBackend: async ({ backend: draft }) => {
      const read = readBackendDraft(draft, new Set())
      if (!read.ok) return { ok: false, problems: [...read.problems] }
      const report = await options.backends.test(read.value)
      const services = report.services.map(({ name, status }) => ({ name, status }))
      const details = services.length > 0 ? { ...report.details, services } : report.details
      return { ok: true, result: outcomeView({ ...report, details }, clock.now()) }
    },
    checkNow: async ({ monitors: monitorIds, backends: backendIds }) => {
      const isAll = monitorIds === undefined && backendIds === undefined
      const taskIds = [
        ...(isAll ? unpausedIds(book.monitors.values()) : (monitorIds ?? [])).map(monitorTask),
        ...(isAll ? unpausedIds(book.backends.values()) : (backendIds ?? [])).map(backendTask),
      ]
      if (isAll || taskIds.length > FEW) return { checked: await refresh.start(taskIds) }
      await Promise.all(taskIds.map(options.runTask))
      return { checked: taskIds.length }
    },
    cancelRefresh: () => {
      refresh.cancel()
      return { ok: true }
    },
    mute: ({ targets, until, untilRecovery }) => {
      book.mute(targets, until, untilRecovery)
      return { ok: true }
    },
    unmute: ({ targets }) => {
      book.mutes.remove(targets)
      return { ok: true }
    },
    mutes: () => book.mutes.all(),
  }
}

function whenWrong({ backend, watched }: WatchedBackend): readonly string[] {
  if (!watched.last?.failure) return WHEN_A_BACKEND_IS_UNWELL
  return backend.format === PUSHED_FORMAT ? WHEN_PUSHER_IS_SILENT : WHEN_A_BACKEND_IS_SILENT
}

function unpausedIds(
  entries: Iterable<
    | { readonly monitor: { id: string; paused: boolean } }
    | { readonly backend: { id: string; paused: boolean; format: string } }
  >,
): string[] {
  return [...entries]
    .map(entry => ('monitor' in entry ? entry.monitor : entry.backend))
    .filter(item => !item.paused && !('format' in item && item.format === PUSHED_FORMAT))
    .map(item => item.id)
}

function outcomeView(
  outcome: Pick<CheckOutcome, 'status' | 'message' | 'responseTimeMs' | 'details'>,
  checkedAt: number,
): CheckResultView {
  const { status, message, responseTimeMs, details } = outcome
  return { status, healthy: status === 'healthy', responseTimeMs, message, details, checkedAt }
}
