import { randomUUID } from 'node:crypto'
import type { ReportJobView, ReportOrder } from '#shared/reports.ts'
import type { Clock, Timer } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import { HistoryFailure } from '../history/history-store.ts'
import { closestFormat } from './closest-format.ts'
import { ReportFailure } from './report-failure.ts'
import { removeLeftovers, writeReportFile } from './report-file.ts'
import { reportFileName } from './report-file-name.ts'
import type { ReportFormat, ReportRequest } from './report-format.ts'
import type { OpenedReport } from './report-source.ts'

/** What is watched while a report is read. */
export interface ReportWatch {
  readonly signal: AbortSignal
  readonly onRows?: (count: number) => void
  /** For moments in words; that of this machine where it is left out. */
  readonly timeZone?: string | undefined
}

export interface ReportDeskOptions {
  readonly clock: Clock
  readonly log: EngineLog
  /** Where reports are written unless they name another folder; made where it is missing. */
  readonly folder: () => string
  readonly timeZone: string
  readonly formats: () => Promise<readonly ReportFormat[]>
  readonly open: (request: ReportRequest, watch: ReportWatch) => Promise<OpenedReport>
  /** Something about the reports is to be shown anew. */
  readonly onChange: () => void
}

/** A report to be written into a folder; null for the usual one. */
export interface FolderOrder extends ReportOrder {
  readonly folder?: string | null | undefined
}

/** For whom a report is written, and by which clock. */
export interface ReportFor {
  readonly schedule: string
  readonly timeZone: string | undefined
}

/** A report that was begun: how it is now, and how it ended. */
export interface BegunReport {
  readonly id: string
  readonly ended: Promise<ReportJobView>
}

interface Job {
  view: ReportJobView
  readonly request: ReportRequest
  readonly format: ReportFormat
  readonly timeZone: string | undefined
  readonly ending: AbortController
  readonly resolve: (view: ReportJobView) => void
}

/** More at once would read the same disk against each other. */
const AT_ONCE = 2
/** Reports that have ended and stay in the list. */
const ENDED_KEPT = 20
/** A report that has not come to its end by then never will, in ms. */
const LONGEST_MS = 2 * 3_600_000

/** Writes reports into folders, two at a time and the others after them, and tells how each of them goes. */
export class ReportDesk {
  readonly #options: ReportDeskOptions
  readonly #jobs = new Map<string, Job>()
  readonly #running = new Set<Promise<void>>()
  #stopped = false

  constructor(options: ReportDeskOptions) {
    this.#options = options
  }

  /** Newest first. */
  get jobs(): readonly ReportJobView[] {
    return [...this.#jobs.values()].map(({ view }) => view).toReversed()
  }

  /** Clears away what a crash left in these folders and in the usual one. */
  async sweep(folders: readonly string[]): Promise<void> {
    for (const folder of new Set([this.#options.folder(), ...folders])) await removeLeftovers(folder)
  }

  /**
   * Begins to write a report.
   *
   * @throws ReportFailure where the order cannot be carried out
   */
  async start(order: FolderOrder, by: ReportFor | null = null): Promise<BegunReport> {
    const { clock, timeZone } = this.#options
    const format = findFormat(await this.#options.formats(), order.format)
    if (!(order.fromMs < order.toMs)) {
      throw new ReportFailure('A report must begin before it ends. Change its range.')
    }
    if (this.#stopped) throw new ReportFailure('Traylight is stopping.')
    const { promise, resolve } = Promise.withResolvers<ReportJobView>()
    const id = randomUUID()
    const job: Job = {
      ...{
        format,
        resolve,
        request: requestOf(order),
        ending: new AbortController(),
        timeZone: by?.timeZone,
      },
      view: {
        ...{ id, format: format.name, state: 'waiting', schedule: by?.schedule ?? null },
        name: reportFileName(labelOf(order), order, format.extension, by?.timeZone ?? timeZone),
        ...{ done: 0, total: null, bytes: 0, path: null, message: '' },
        ...{ startedAt: clock.now(), endedAt: null, order: { ...order, folder: order.folder ?? null } },
      },
    }
    this.#jobs.set(id, job)
    this.#forgetOld()
    this.#next()
    this.#options.onChange()
    return { id, ended: promise }
  }

  /** Ends the writing of a report; one that has ended stays as it is. */
  cancel(id: string): void {
    const job = this.#jobs.get(id)
    if (job === undefined) return
    job.ending.abort(new ReportFailure('It was cancelled.'))
    if (job.view.state === 'waiting') this.#end(job, { state: 'cancelled' })
  }

  /** Takes a report that has ended out of the list. */
  dismiss(id: string): void {
    if (this.#jobs.get(id)?.view.endedAt == null) return
    this.#jobs.delete(id)
    this.#options.onChange()
  }

  /** The file of a report that is whole; null where there is none. */
  fileOf(id: string): string | null {
    return this.#jobs.get(id)?.view.path ?? null
  }

  /** Whether a file was written from here. */
  isReport(path: string): boolean {
    return [...this.#jobs.values()].some(({ view }) => view.path === path)
  }

  /** Cancels everything, and waits until nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const id of this.#jobs.keys()) this.cancel(id)
    await Promise.all(this.#running)
  }

  #next(): void {
    for (const job of this.#jobs.values()) {
      if (this.#running.size >= AT_ONCE) return
      if (job.view.state !== 'waiting') continue
      this.#show(job, { state: 'running' })
      const running = this.#run(job).finally(() => {
        this.#running.delete(running)
        this.#next()
      })
      this.#running.add(running)
    }
  }

  async #run(job: Job): Promise<void> {
    const { signal } = job.ending
    const deadline = this.#deadline(job)
    try {
      const { folder } = job.view.order
      const { source, estimatedRows } = await this.#options.open(job.request, {
        ...{ signal, timeZone: job.timeZone },
        onRows: count => this.#show(job, { done: job.view.done + count }),
      })
      this.#show(job, { total: estimatedRows })
      const { path, bytes } = await writeReportFile({
        folder: folder ?? this.#options.folder(),
        ...{ makeFolder: folder === null, fileName: job.view.name, signal },
        write: sink => job.format.write(source, sink, signal),
        onBytes: written => this.#show(job, { bytes: written }),
      })
      this.#end(job, { state: 'done', path, bytes })
    } catch (error) {
      if (signal.aborted && !(signal.reason instanceof TookTooLong)) this.#end(job, { state: 'cancelled' })
      else this.#end(job, { state: 'failed', message: this.#words(signal.aborted ? signal.reason : error) })
    } finally {
      deadline.cancel()
    }
  }

  #deadline(job: Job): Timer {
    return this.#options.clock.after(LONGEST_MS, () => job.ending.abort(new TookTooLong()))
  }

  #words(error: unknown): string {
    if (error instanceof ReportFailure || error instanceof HistoryFailure) return error.message
    this.#options.log.error({ err: error }, 'A report could not be written')
    return 'The report could not be written. The log says why.'
  }

  #end(job: Job, change: Partial<ReportJobView>): void {
    this.#show(job, { ...change, endedAt: this.#options.clock.now() })
    job.resolve(job.view)
  }

  #show(job: Job, change: Partial<ReportJobView>): void {
    job.view = { ...job.view, ...change }
    this.#options.onChange()
  }

  #forgetOld(): void {
    const ended = [...this.#jobs.values()].filter(({ view }) => view.endedAt !== null)
    for (const { view } of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#jobs.delete(view.id)
  }
}

class TookTooLong extends ReportFailure {
  constructor() {
    super('It was not written within 2 hours, and given up. Choose a shorter range or coarser rows.')
  }
}

/**
 * The format of this name.
 *
 * @throws ReportFailure where there is none
 */
export function findFormat(formats: readonly ReportFormat[], name: string): ReportFormat {
  const format = formats.find(candidate => candidate.name === name)
  if (format) return format
  throw new ReportFailure(closestFormat(name, formats))
}

export function requestOf({ fromMs, toMs, monitors, level = 'auto', part }: ReportOrder): ReportRequest {
  return { fromMs, toMs, monitors, level, ...(part === undefined ? {} : { part }) }
}

/** What a report is of, in the name of its file. */
export function labelOf({ label, monitors }: Pick<ReportOrder, 'label' | 'monitors'>): string {
  if (label !== undefined) return label
  if (monitors === null) return 'everything'
  return monitors.length === 1 ? (monitors[0] ?? '') : `${monitors.length}-monitors`
}
