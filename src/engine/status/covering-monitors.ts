import type { Monitor } from '#shared/config.ts'
import { sameName } from '../backends/service-name.ts'

/** Our own critical monitors by the service they check, so that a backend's report of the same one does not count twice. */
export class CoveringMonitors {
  readonly #ids = new Map<string, string>()

  constructor(monitors: readonly Monitor[]) {
    for (const monitor of monitors) {
      if (monitor.severity !== 'critical' || monitor.paused) continue
      this.#ids.set(sameName(monitor.name), monitor.id)
      this.#ids.set(sameName(monitor.check.kind), monitor.id)
    }
  }

  /** Id of the monitor that checks the service of this name; null if none does. */
  of(serviceName: string): string | null {
    return this.#ids.get(sameName(serviceName)) ?? null
  }
}
