import type { Backend, Monitor } from '#shared/config.ts'
import type { MaintenanceWindow } from '#shared/maintenance-config.ts'
import type { Mute, Target } from '#shared/views.ts'

/** A maintenance window while it is open; moments in ms since the epoch. */
export interface OpenWindow {
  readonly window: MaintenanceWindow
  readonly from: number
  readonly to: number
}

type OfMonitor = Pick<Monitor, 'id' | 'category' | 'tags'>
type OfBackend = Pick<Backend, 'id' | 'category' | 'tags'>

/** What the maintenance windows that are open cover. What they cover is as good as muted. */
export class Maintenance {
  #open: readonly OpenWindow[] = []

  /** Whether these are other windows than before. */
  set(open: readonly OpenWindow[]): boolean {
    const key = (windows: readonly OpenWindow[]) => JSON.stringify(windows)
    if (key(open) === key(this.#open)) return false
    this.#open = open
    return true
  }

  ofMonitor({ id, category, tags }: OfMonitor, now: number): Mute | null {
    return this.#covering({ scope: 'monitor', id }, now, window => isNamed(window, id, category, tags))
  }

  ofBackend({ id, category, tags }: OfBackend, now: number): Mute | null {
    return this.#covering({ scope: 'backend', id }, now, window => isNamed(window, id, category, tags))
  }

  /** Of a reported service, beside its backend. */
  ofCategory(category: string, now: number): Mute | null {
    return this.#covering({ scope: 'category', id: category }, now, ({ categories }) =>
      categories.includes(category),
    )
  }

  /** Of this machine's metrics: where everything is covered, or the category `system`. */
  ofMachine(now: number): Mute | null {
    return this.#covering({ scope: 'category', id: 'system' }, now, ({ categories }) =>
      categories.includes('system'),
    )
  }

  /** The one that ends last. */
  #covering(target: Target, now: number, names: (window: MaintenanceWindow) => boolean): Mute | null {
    let longest: OpenWindow | null = null
    for (const open of this.#open) {
      if (now < open.from || open.to <= now || !(isOfEverything(open.window) || names(open.window))) continue
      if (longest === null || open.to > longest.to) longest = open
    }
    if (longest === null) return null
    const { window, from: since, to: until } = longest
    return { target, until, untilRecovery: false, since, maintenance: window.name }
  }
}

function isOfEverything({ monitors, categories, tags }: MaintenanceWindow): boolean {
  return monitors.length + categories.length + tags.length === 0
}

function isNamed(
  { monitors, categories, tags }: MaintenanceWindow,
  id: string,
  category: string,
  ownTags: readonly string[],
): boolean {
  return monitors.includes(id) || categories.includes(category) || tags.some(tag => ownTags.includes(tag))
}
