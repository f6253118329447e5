import type { Monitor } from '#shared/config.ts'
import type { HealingConfig } from '#shared/healing-config.ts'
import type { Clock } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Subject } from '../status/subject.ts'
import type { WatchedResult } from '../status/watched.ts'
import { runHealing } from './run-healing.ts'

/** What happened when a monitor was to be healed, for its incident. */
export interface HealingNote {
  readonly monitorId: string
  /** A sentence. */
  readonly text: string
  /** What the command wrote; empty where it was not run or wrote nothing. */
  readonly output: string
}

export interface HealingOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly book: () => StatusBook
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Aborted when the engine stops: what runs is ended. */
  readonly signal: AbortSignal
  readonly onNote: (note: HealingNote) => void
  /** Checks the monitor at once, after a command has run. */
  readonly check: (monitorId: string) => void
}

/** What is remembered of one monitor while it fails. */
interface Patient {
  failures: number
  attempts: number
  /** On the monotonic clock, in ms; null before the first attempt. */
  attemptedAt: number | null
  isRunning: boolean
  isGivenUp: boolean
}

/** From a result to the look at it, in ms: the incident that the command is noted in is opened first. */
const CONSIDER_AFTER_MS = 100

/**
 * Auto-healing: after so many failures in a row, the command of the monitor is run, not more often than its pause and its
 * attempts allow. Only for what is confirmed to be down: nothing is run for what is muted, in maintenance or paused, nor
 * while this machine has no network.
 */
export class Healing {
  readonly #options: HealingOptions
  readonly #patients = new Map<string, Patient>()
  readonly #running = new Set<Promise<void>>()

  constructor(options: HealingOptions) {
    this.#options = options
  }

  /** Takes in the result of a check. */
  addResult(scope: Subject['scope'], id: string, { grade }: Pick<WatchedResult, 'grade'>): void {
    if (scope !== 'monitor') return
    if (grade === 'healthy') this.#patients.delete(id)
    if (grade !== 'unhealthy') return
    const { book, clock } = this.#options
    if (book().monitors.get(id)?.monitor.healing === undefined) return
    const patient = this.#patients.get(id) ?? newPatient()
    this.#patients.set(id, patient)
    patient.failures++
    clock.after(CONSIDER_AFTER_MS, () => this.#consider(id))
  }

  /** Waits for the commands that are being ended. */
  async stop(): Promise<void> {
    await Promise.all(this.#running)
    this.#patients.clear()
  }

  #consider(id: string): void {
    const { book, clock, signal } = this.#options
    const entry = book().monitors.get(id)
    const patient = this.#patients.get(id)
    const healing = entry?.monitor.healing
    if (!entry || !patient || !healing || signal.aborted || patient.isRunning) return
    const { monitor, watched } = entry
    if (watched.status !== 'unhealthy' || monitor.paused) return
    if (book().mutes.ofMonitor(monitor, clock.now()) !== null) return
    if (patient.failures < healing.afterFailures) return
    const { attemptedAt } = patient
    if (attemptedAt !== null && clock.monotonic() - attemptedAt < healing.cooldownSeconds * 1000) return
    if (patient.attempts >= healing.maxAttempts) {
      if (patient.isGivenUp) return
      patient.isGivenUp = true
      this.#note(id, `Healing was given up after ${attempts(patient.attempts)}. Somebody has to look.`)
      return
    }
    const attempt = this.#attempt(monitor, healing, patient).finally(() => this.#running.delete(attempt))
    this.#running.add(attempt)
  }

  async #attempt(monitor: Monitor, healing: HealingConfig, patient: Patient): Promise<void> {
    const { clock, log, resolve, signal, check } = this.#options
    patient.attempts++
    // More attempts may have been allowed since.
    patient.isGivenUp = false
    patient.attemptedAt = clock.monotonic()
    const number = `attempt ${patient.attempts} of ${healing.maxAttempts}`
    const [program = ''] = healing.command
    if (healing.dryRun) {
      this.#note(monitor.id, `Would have run ${program} now (${number}). This is a dry run.`)
      return
    }
    patient.isRunning = true
    this.#note(monitor.id, `Running ${program} (${number}).`)
    log.info({ id: monitor.id, attempt: patient.attempts }, `Running ${program} to heal ${monitor.name}`)
    try {
      const { text, output } = await runHealing({ monitor, healing, resolve, clock, signal })
      if (signal.aborted) return
      this.#note(monitor.id, text, output)
      check(monitor.id)
    } finally {
      patient.isRunning = false
    }
  }

  #note(monitorId: string, text: string, output = ''): void {
    this.#options.onNote({ monitorId, text, output })
  }
}

const newPatient = (): Patient => ({
  ...{ failures: 0, attempts: 0, attemptedAt: null, isRunning: false, isGivenUp: false },
})

const attempts = (count: number): string => (count === 1 ? 'one attempt' : `${count} attempts`)
