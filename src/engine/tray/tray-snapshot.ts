import { categoryTitle } from '#shared/category.ts'
import type { Mute, OverallView } from '#shared/views.ts'
import type { StatusBook } from '../status/status-book.ts'
import { findService } from '../status/watched-entries.ts'
import type { TrayAlerts } from './tray-alerts.ts'

/** What the tray is drawn from, as plain data. Moments in ms since the epoch. */
export interface TraySnapshot {
  readonly now: number
  /** Whether stand-ins are watched, for which nobody should run. */
  readonly isDemo: boolean
  readonly overall: OverallView
  readonly alerts: TrayAlerts
  /** No notifications until then; null while there are. */
  readonly quietUntil: number | null
  /** Everything that is muted, with its name. */
  readonly muted: readonly MutedThing[]
  /** A check of everything that is under way. */
  readonly progress: { readonly done: number; readonly total: number } | null
}

export interface MutedThing {
  readonly name: string
  readonly mute: Mute
}

/** Everything that is muted and still exists, oldest mute first, by the names people gave it. */
export function mutedThings(book: StatusBook): MutedThing[] {
  return book.mutes.all().flatMap(mute => {
    const name = nameOf(mute, book)
    return name === undefined ? [] : [{ name, mute }]
  })
}

function nameOf({ target: { scope, id } }: Mute, book: StatusBook): string | undefined {
  switch (scope) {
    case 'monitor':
      return book.monitors.get(id)?.monitor.name
    case 'backend':
      return book.backends.get(id)?.backend.name
    case 'category':
      return categoryTitle(id)
    case 'service':
      return findService(book.backends, id)?.service.name
  }
}
