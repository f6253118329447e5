import type { Monitor } from '#shared/config.ts'
import { sameName } from '../backends/service-name.ts'
import type { WatchedBackend, WatchedService } from './watched-entries.ts'

/** A service that a backend reports, and the backend. */
export interface Report {
  readonly entry: WatchedBackend
  readonly service: WatchedService
}

/**
 * Which reported service and which monitor of ours are the same thing: the one place where that is decided. Names are
 * compared once, when the configuration is taken over or a service first appears, never for each view.
 */
export class SameServices {
  readonly #byName = new Map<string, Monitor>()
  readonly #backends: ReadonlyMap<string, WatchedBackend>
  #reports: ReadonlyMap<string, readonly Report[]> | null = null

  /**
   * A monitor is known by the names it is reported as, by its own, and by its kind where no other has that kind. Paused
   * ones are known by none. Of two with the same name the critical one is meant, then the first.
   */
  constructor(monitors: readonly Monitor[], backends: ReadonlyMap<string, WatchedBackend>) {
    this.#backends = backends
    const watching = monitors
      .filter(monitor => !monitor.paused)
      .toSorted((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'))
    for (const monitor of watching) for (const name of monitor.reportedAs) this.#call(monitor, name)
    for (const monitor of watching) this.#call(monitor, monitor.name)
    for (const [kind, [monitor, ...others]] of Map.groupBy(watching, ({ check }) => check.kind)) {
      if (monitor && others.length === 0) this.#call(monitor, kind)
    }
  }

  #call(monitor: Monitor, name: string): void {
    const key = sameName(name)
    if (!this.#byName.has(key)) this.#byName.set(key, monitor)
  }

  /** Our monitor of a reported service; null if there is none. */
  monitorOf(service: WatchedService): Monitor | null {
    return this.#byName.get(service.comparedBy) ?? null
  }

  /** What backends report of the service that a monitor checks, in the order of the backends. */
  reportsOf(monitorId: string): readonly Report[] {
    return this.#indexed().get(monitorId) ?? []
  }

  /** Ids of the monitors whose service a backend reports as well. */
  reportedMonitors(): Iterable<string> {
    return this.#indexed().keys()
  }

  /** Has to be called when a backend reports other services than before. */
  forgetReports(): void {
    this.#reports = null
  }

  #indexed(): ReadonlyMap<string, readonly Report[]> {
    this.#reports ??= this.#index()
    return this.#reports
  }

  #index(): ReadonlyMap<string, readonly Report[]> {
    const reports = new Map<string, Report[]>()
    for (const entry of this.#backends.values()) {
      for (const service of entry.services.values()) {
        const monitor = this.monitorOf(service)
        if (monitor === null) continue
        const known = reports.get(monitor.id)
        if (known) known.push({ entry, service })
        else reports.set(monitor.id, [{ entry, service }])
      }
    }
    return reports
  }
}
