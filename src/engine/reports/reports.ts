import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Config } from '#shared/config.ts'
import type { Notice } from '#shared/views.ts'
import type { StatusReport } from '../api/status-report.ts'
import type { Clock } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import type { HistoryStore } from '../history/history-store.ts'
import { machineTimeZone } from '../machine-time-zone.ts'
import { ReportDesk, type ReportWatch } from './report-desk.ts'
import type { ReportFormat, ReportRequest } from './report-format.ts'
import { ReportSchedules, type RunEndpointTests } from './report-schedules.ts'
import { type OpenedReport, openReportSource } from './report-source.ts'
import type { ScheduleMemory } from './schedule-memory.ts'

export interface ReportsOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly dataDir: string
  readonly version: string
  readonly config: () => Config
  /** Throws HistoryFailure while it is not open. */
  readonly store: () => HistoryStore
  readonly health: () => StatusReport
  readonly memories: () => Readonly<Record<string, ScheduleMemory>>
  readonly remember: (memories: Readonly<Record<string, ScheduleMemory>>) => void
  readonly runEndpointTests: RunEndpointTests
  readonly onChange: () => void
}

/** The name of the folder of reports in the data directory. */
const FOLDER = 'reports'

/** Every format that reports can be written in; loaded when it is first asked for. */
export async function loadReportFormats(): Promise<readonly ReportFormat[]> {
  return (await import('./registry.ts')).reportFormats
}

/** The reports of an engine: those that people ask for, and those that are written on a schedule. */
export class Reports {
  readonly desk: ReportDesk
  readonly schedules: ReportSchedules
  readonly timeZone = machineTimeZone()
  readonly #options: ReportsOptions

  constructor(options: ReportsOptions) {
    this.#options = options
    const { clock, log, onChange, config } = options
    const { timeZone } = this
    const folder = () => this.folder()
    this.desk = new ReportDesk({
      ...{ clock, log, timeZone, folder, onChange, formats: loadReportFormats },
      open: (request, watch) => this.open(request, watch),
    })
    this.schedules = new ReportSchedules({
      ...{ clock, log, timeZone, folder, onChange, desk: this.desk },
      config: () => config().reports,
      ...{ memories: options.memories, remember: options.remember },
      runEndpointTests: options.runEndpointTests,
    })
  }

  /** Where reports are written unless they name another folder. */
  folder(): string {
    const { config, dataDir } = this.#options
    return config().settings.reportFolder ?? join(dataDir, FOLDER)
  }

  /**
   * What a report on this request is made from.
   *
   * @throws ReportFailure, HistoryFailure
   */
  open(
    request: ReportRequest,
    { signal, onRows, timeZone = this.timeZone }: ReportWatch,
  ): Promise<OpenedReport> {
    const { clock, version, config, store, health } = this.#options
    const { monitors, history } = config()
    return openReportSource(request, {
      ...{ clock, version, history, signal, timeZone, host: hostname() },
      ...{ store: store(), health: health() },
      sloOf: id => monitors.find(monitor => monitor.id === id)?.sloPercent,
      ...(onRows && { onRows }),
    })
  }

  /** Once the history is open. */
  start(): void {
    const folders = this.#options.config().reports.flatMap(({ folder }) => folder ?? [])
    void this.desk.sweep(folders).catch(() => undefined)
    this.schedules.start()
  }

  notices(): readonly Notice[] {
    return this.schedules.notices()
  }

  /** Whether a file was written from here. */
  isReport(path: string): boolean {
    return this.desk.isReport(path) || this.schedules.files().includes(path)
  }

  async stop(): Promise<void> {
    await Promise.all([this.schedules.stop(), this.desk.stop()])
  }
}
