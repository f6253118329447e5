import { join } from 'node:path'
import type { TimelineEntry } from '#shared/incidents.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import type { Delivery, DeliveryStore } from '../notify/delivery.ts'
import type { AlertBatch, AlertStore, IncidentQuery, SurfacedCount } from './alert-store.ts'
import type { Incident } from './incident.ts'
import { MemoryAlertStore } from './memory-alert-store.ts'

export interface KeptAlertsOptions {
  readonly dataDir: string
  readonly clock: Clock
  readonly log: EngineLog
  /** What the operator should know of it changed. */
  readonly onNotices: () => void
}

/** After the file could not be written it is tried again this often, in ms. */
const TRY_AGAIN_MS = 60_000
/** Past incidents that are still shown while the file cannot be written. */
const SHOWN = 500

/**
 * The incidents in DATA_DIR/alerts.sqlite, and in memory while that cannot be used: until it is open, and while the disk
 * is full or may not be written to. Alerting never waits for the disk, and nothing here throws.
 */
export class KeptAlerts implements AlertStore {
  readonly #options: KeptAlertsOptions
  readonly #file: string
  #kept: AlertStore | null = null
  #memory: MemoryAlertStore | null = new MemoryAlertStore()
  #problem: string | null = null
  #keptAside: string | null = null
  #triedAt = 0
  #isClosed = false

  constructor(options: KeptAlertsOptions) {
    this.#options = options
    this.#file = join(options.dataDir, 'alerts.sqlite')
  }

  /** Opens the file, made anew where there is none; one that is damaged is kept aside. */
  async open(): Promise<void> {
    const { SqliteAlertStore } = await import('./sqlite-alert-store.ts')
    const { DamagedFile, NewerFile } = await import('../history/sqlite/open-database.ts')
    const { sqliteFailure } = await import('../history/sqlite/sqlite-failure.ts')
    const { keepDamaged } = await import('../history/sqlite/keep-damaged.ts')
    if (this.#isClosed) return
    const now = this.#options.clock.now()
    const begin = () => {
      const store = new SqliteAlertStore(this.#file)
      // What does not parse is found here, where the file can still be kept aside.
      store.live()
      store.waitingDeliveries()
      this.#kept = store
      this.#takeBack()
    }
    try {
      begin()
    } catch (error) {
      if (error instanceof NewerFile) {
        this.#failed(
          `${this.#file} was made by a newer Traylight, so incidents are kept only until Traylight ends. Update Traylight, or move the file away.`,
        )
        return
      }
      const { message, isDamaged } = sqliteFailure(error, this.#file, 'alerts')
      if (!isDamaged && !(error instanceof DamagedFile) && !isNoIncident(error)) return this.#failed(message)
      try {
        this.#kept?.close()
        this.#keptAside = keepDamaged(this.#file, now)
        begin()
      } catch (again) {
        this.#failed(sqliteFailure(again, this.#file, 'alerts').message)
      }
    }
    this.#explain = error => sqliteFailure(error, this.#file, 'alerts').message
    this.#options.onNotices()
  }

  /** What the operator should know of it. */
  notices(): readonly Notice[] {
    const notice = (id: string, text: string): Notice => ({ id: `${id}:${text}`, level: 'warning', text })
    return [
      ...(this.#problem === null ? [] : [notice('alerts-problem', this.#problem)]),
      ...(this.#keptAside === null
        ? []
        : [
            notice(
              'alerts-kept',
              `The file of incidents was damaged and is kept as ${this.#keptAside}. What was open is found anew; what is past is in that file.`,
            ),
          ]),
    ]
  }

  write(batch: AlertBatch): void {
    this.#do(store => store.write(batch))
  }
  live(): readonly Incident[] {
    return this.#ask(store => store.live(), [])
  }
  incident(id: string): Incident | null {
    return this.#ask(store => store.incident(id), null)
  }
  timeline(id: string): readonly TimelineEntry[] {
    return this.#ask(store => store.timeline(id), [])
  }
  page(query: IncidentQuery): readonly Incident[] {
    return this.#ask(store => store.page(query), [])
  }
  surfacedSince(at: number): SurfacedCount {
    return this.#ask(store => store.surfacedSince(at), { count: 0, open: 0, gone: 0 })
  }
  seenAt(): number | null {
    return this.#ask(store => store.seenAt(), null)
  }
  setSeenAt(at: number): void {
    this.#do(store => store.setSeenAt(at))
  }
  saveDeliveries(deliveries: readonly Delivery[]): void {
    this.#do(store => store.saveDeliveries(deliveries))
  }
  waitingDeliveries(): readonly Delivery[] {
    return this.#ask(store => store.waitingDeliveries(), [])
  }
  deliveries(query: Parameters<DeliveryStore['deliveries']>[0]): readonly Delivery[] {
    return this.#ask(store => store.deliveries(query), [])
  }
  delivery(id: string): Delivery | null {
    return this.#ask(store => store.delivery(id), null)
  }
  prune(before: number): void {
    this.#do(store => store.prune(before))
  }
  close(): void {
    this.#isClosed = true
    this.#takeBack()
    this.#kept?.close()
    this.#kept = null
  }

  #explain: (error: unknown) => string = String

  #do(work: (store: AlertStore) => void): void {
    if (this.#memory !== null && this.#options.clock.now() - this.#triedAt >= TRY_AGAIN_MS) this.#takeBack()
    if (this.#memory === null && this.#kept !== null) {
      try {
        work(this.#kept)
        return
      } catch (error) {
        this.#goOnInMemory(this.#explain(error))
      }
    }
    this.#memory ??= new MemoryAlertStore()
    work(this.#memory)
  }

  #ask<Answer>(work: (store: AlertStore) => Answer, otherwise: Answer): Answer {
    if (this.#memory !== null) return work(this.#memory)
    try {
      return this.#kept === null ? otherwise : work(this.#kept)
    } catch (error) {
      this.#goOnInMemory(this.#explain(error))
      return this.#memory === null ? otherwise : work(this.#memory)
    }
  }

  /** The file cannot be used now: what can still be read of it is what memory begins with. */
  #goOnInMemory(problem: string): void {
    const memory = new MemoryAlertStore()
    const file = this.#kept
    try {
      const live = file?.live() ?? []
      const past = file?.page({ state: 'resolved', limit: SHOWN }) ?? []
      const incidents = [
        ...past.toReversed().map(incident => ({ incident, isLive: false })),
        ...live.map(incident => ({ incident, isLive: true })),
      ]
      memory.write({ incidents, timeline: [], deliveries: file?.waitingDeliveries() ?? [] })
      const seenAt = file?.seenAt() ?? null
      if (seenAt !== null) memory.setSeenAt(seenAt)
    } catch {
      // Then it begins with nothing; what is open is written anew with its next change.
    }
    this.#memory = memory
    this.#failed(problem)
  }

  /** Writes what memory has to the file and goes on there; leaves it as it is where that does not work. */
  #takeBack(): void {
    const [file, memory] = [this.#kept, this.#memory]
    this.#triedAt = this.#options.clock.now()
    if (file === null || memory === null) return
    try {
      file.write(memory.everything())
      const seenAt = memory.seenAt()
      if (seenAt !== null) file.setSeenAt(seenAt)
    } catch {
      return
    }
    this.#memory = null
    if (this.#problem === null) return
    this.#problem = null
    this.#options.log.info({}, `Incidents are kept in ${this.#file} again`)
    this.#options.onNotices()
  }

  #failed(problem: string): void {
    this.#triedAt = this.#options.clock.now()
    if (this.#problem === problem) return
    this.#problem = problem
    this.#options.log.error({}, `${problem} Until then incidents are kept only as long as Traylight runs.`)
    this.#options.onNotices()
  }
}

/** What the file holds is no incident: neither JSON nor in the shape of one. */
function isNoIncident(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError')
}
