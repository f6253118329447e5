import { rm } from 'node:fs/promises'
import type { ScheduledReport } from '#shared/report-config.ts'
import type { ReportScheduleView } from '#shared/reports.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import type { ReportDesk } from './report-desk.ts'
import { ReportFailure } from './report-failure.ts'
import { writeReportFile } from './report-file.ts'
import { momentFileName } from './report-file-name.ts'
import type { ScheduleMemory } from './schedule-memory.ts'
import { coveredBy, loadNextDue, type NextDue, timingKey } from './schedule-times.ts'

/** The endpoint tests of a deployment, as they came out. */
export interface EndpointTestReport {
  readonly text: string
  /** Of its file, without a dot. */
  readonly extension: string
  readonly ok: boolean
  /** In a sentence. */
  readonly summary: string
}
export type RunEndpointTests = (
  url: string,
  format: string,
  signal: AbortSignal,
) => Promise<EndpointTestReport>

export interface ReportSchedulesOptions {
  readonly clock: Clock
  readonly log: EngineLog
  /** Of this machine, for schedules that name none. */
  readonly timeZone: string
  readonly config: () => readonly ScheduledReport[]
  readonly desk: Pick<ReportDesk, 'start' | 'cancel'>
  /** Where reports are written unless a schedule names another folder. */
  readonly folder: () => string
  readonly memories: () => Readonly<Record<string, ScheduleMemory>>
  readonly remember: (memories: Readonly<Record<string, ScheduleMemory>>) => void
  readonly runEndpointTests: RunEndpointTests
  readonly onChange: () => void
}

/** The clock is looked at this often, in ms: timers stand still while the machine sleeps. */
const LOOK_MS = 60_000
const TESTS_WITHIN_MS = 900_000
const DEFAULT_URL = 'http://localhost:8009'
/** Runs that were missed are counted this far; only the latest is made up. */
const MOST_MISSED = 1000
/** What was done so far in the future was done by a clock that ran wrong. In ms. */
const SET_BACK_MS = 86_400_000

interface Outcome {
  readonly ok: boolean
  readonly message: string
  readonly path: string | null
}

/** Has reports and endpoint tests run when they are due; what was missed while nothing ran is made up once. */
export class ReportSchedules {
  readonly #options: ReportSchedulesOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()
  readonly #nextAt = new Map<string, number>()
  #nextDue: NextDue | null = null
  #timer: Timer | null = null
  #looking: Promise<void> = Promise.resolve()
  #started = false

  constructor(options: ReportSchedulesOptions) {
    this.#options = options
  }

  get views(): readonly ReportScheduleView[] {
    const memories = this.#options.memories()
    return this.#options.config().map(({ id }) => ({
      id,
      nextAt: this.#nextAt.get(id) ?? null,
      running: this.#running.has(id),
      last: memories[id]?.last ?? null,
    }))
  }

  /** What did not work the last time. */
  notices(): readonly Notice[] {
    const memories = this.#options.memories()
    return this.#options.config().flatMap(({ id, name, what }): Notice[] => {
      const last = memories[id]?.last
      if (!last || last.ok) return []
      const subject = what === 'report' ? 'The scheduled report' : 'The scheduled endpoint tests'
      const text = `${subject} "${name}" did not go well: ${last.message} It can be run again in Settings, Reports.`
      return [{ id: `report-schedule:${id}:${last.at}`, level: 'warning', text }]
    })
  }

  /** The files the schedules have written and still keep. */
  files(): readonly string[] {
    return Object.values(this.#options.memories()).flatMap(({ files }) => files)
  }

  start(): void {
    this.#started = true
    this.changed()
  }

  /** Schedules were added, changed or removed. */
  changed(): void {
    if (!this.#started || this.#stopping.signal.aborted) return
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'It is not known when reports are due')
      })
  }

  /**
   * Runs one besides its schedule; resolves when it has begun.
   *
   * @throws ReportFailure where there is no such schedule, or it runs already
   */
  runNow(id: string): void {
    const schedule = this.#options.config().find(candidate => candidate.id === id)
    if (!schedule) throw new ReportFailure('There is no such schedule any more.')
    if (this.#running.has(id)) throw new ReportFailure(`"${schedule.name}" is running already.`)
    this.#begin(schedule, this.#options.clock.now(), null)
  }

  /** Resolves when nothing of it runs. */
  async stop(): Promise<void> {
    this.#stopping.abort(new ReportFailure('Traylight is stopping.'))
    this.#timer?.cancel()
    await this.#looking
    await Promise.all(this.#running.values())
  }

  async #look(): Promise<void> {
    const { clock, config, timeZone, onChange } = this.#options
    this.#timer?.cancel()
    this.#timer = null
    const before = JSON.stringify([...this.#nextAt])
    this.#nextAt.clear()
    this.#forgetRemoved()
    const schedules = config()
    if (schedules.length > 0) {
      // Loaded only where there is something to reckon.
      this.#nextDue ??= await loadNextDue(timeZone)
      if (this.#stopping.signal.aborted) return
      for (const schedule of schedules) this.#lookAt(schedule, clock.now(), this.#nextDue)
      const soonest = Math.min(...this.#nextAt.values(), clock.now() + LOOK_MS)
      this.#timer = clock.after(Math.max(1, soonest - clock.now()), () => this.changed())
    }
    if (JSON.stringify([...this.#nextAt]) !== before) onChange()
  }

  #lookAt(schedule: ScheduledReport, now: number, nextDue: NextDue): void {
    const timing = timingKey(schedule)
    const known = this.#options.memories()[schedule.id]
    if (known?.timing !== timing || known.doneUntil > now + SET_BACK_MS) {
      // New, set to another time, no longer paused, or the clock was far ahead: what was due before is not made up.
      this.#keep(schedule.id, { timing, doneUntil: now })
    }
    if (schedule.paused) return
    const doneUntil = this.#options.memories()[schedule.id]?.doneUntil ?? now
    let due: number | null = null
    let next = nextDue(schedule, doneUntil)
    for (let missed = 0; next <= now && missed < MOST_MISSED; missed++) {
      due = next
      next = nextDue(schedule, next)
    }
    this.#nextAt.set(schedule.id, Math.max(next, now))
    if (due !== null && !this.#running.has(schedule.id)) this.#begin(schedule, due, due)
  }

  /** `doneUntil`: what was due until then is done with this run; null for one besides the schedule. */
  #begin(schedule: ScheduledReport, dueAt: number, doneUntil: number | null): void {
    const { clock, log, onChange } = this.#options
    const running = this.#run(schedule, dueAt)
      .catch((error: unknown): Outcome => {
        if (error instanceof ReportFailure) return { ok: false, message: error.message, path: null }
        log.error({ err: error, schedule: schedule.id }, 'A scheduled report failed')
        return { ok: false, message: 'It could not be written; the log says why.', path: null }
      })
      .then(async outcome => {
        // What was broken off by the end of Traylight is made up at the next start.
        if (this.#stopping.signal.aborted) return
        this.#keep(schedule.id, {
          last: { at: clock.now(), ...outcome },
          ...(doneUntil === null ? {} : { doneUntil }),
        })
        await this.#deleteOld(schedule, outcome.path)
      })
      .finally(() => {
        this.#running.delete(schedule.id)
        onChange()
      })
    this.#running.set(schedule.id, running)
    onChange()
  }

  #run(schedule: ScheduledReport, dueAt: number): Promise<Outcome> {
    return schedule.what === 'report' ? this.#writeReport(schedule, dueAt) : this.#runTests(schedule)
  }

  async #writeReport(schedule: ScheduledReport, dueAt: number): Promise<Outcome> {
    const { desk, timeZone } = this.#options
    const { signal } = this.#stopping
    signal.throwIfAborted()
    const { monitors, format = 'html', folder, id } = schedule
    const order = {
      ...{ format, folder: folder ?? null, label: id, monitors: monitors.length === 0 ? null : monitors },
      ...coveredBy(schedule, dueAt, timeZone),
    }
    const begun = await desk.start(order, { schedule: id, timeZone: schedule.timeZone })
    const cancel = () => desk.cancel(begun.id)
    signal.addEventListener('abort', cancel, { once: true })
    const { state, path, message } = await begun.ended
    signal.removeEventListener('abort', cancel)
    if (state === 'done') return { ok: true, message: '', path }
    return { ok: false, path: null, message: state === 'cancelled' ? 'It was cancelled.' : message }
  }

  async #runTests(schedule: ScheduledReport): Promise<Outcome> {
    const { clock, runEndpointTests, timeZone } = this.#options
    const { id, url = DEFAULT_URL, format = 'text', folder } = schedule
    const late = new AbortController()
    const deadline = clock.after(TESTS_WITHIN_MS, () =>
      late.abort(new ReportFailure('The endpoint tests did not end within 15 minutes.')),
    )
    const signal = AbortSignal.any([this.#stopping.signal, late.signal])
    try {
      const { text, extension, ok, summary } = await runEndpointTests(url, format, signal)
      const { path } = await writeReportFile({
        ...{ folder: folder ?? this.#options.folder(), makeFolder: folder === undefined, signal },
        fileName: momentFileName(id, clock.now(), extension, schedule.timeZone ?? timeZone),
        write: sink => sink.write(text),
      })
      return { ok, message: summary, path }
    } finally {
      deadline.cancel()
    }
  }

  /** Only what this schedule has written itself. */
  async #deleteOld({ id, keep }: ScheduledReport, written: string | null): Promise<void> {
    if (written === null) return
    const files = [...(this.#options.memories()[id]?.files ?? []), written]
    const old = files.slice(0, Math.max(0, files.length - keep))
    for (const file of old) {
      await rm(file, { force: true }).catch((error: unknown) => {
        this.#options.log.warn({ err: error, file }, 'An old report could not be deleted')
      })
    }
    this.#keep(id, { files: files.slice(old.length) })
  }

  #keep(id: string, change: Partial<ScheduleMemory>): void {
    const memories = this.#options.memories()
    const before = memories[id] ?? { timing: '', doneUntil: 0, last: null, files: [] }
    this.#options.remember({ ...memories, [id]: { ...before, ...change } })
  }

  #forgetRemoved(): void {
    const memories = this.#options.memories()
    const ids = new Set(this.#options.config().map(({ id }) => id))
    const kept = Object.entries(memories).filter(([id]) => ids.has(id))
    if (kept.length < Object.keys(memories).length) this.#options.remember(Object.fromEntries(kept))
  }
}
