import { type AlertLevel, alertLevelSchema } from '#shared/alert-level.ts'
import type { Route } from '#shared/route.ts'

export const ALERT_VIEWS = ['open', 'acknowledged', 'history'] as const
export type AlertViewName = (typeof ALERT_VIEWS)[number]

/** What the Alerts tab shows: all of it stands in the address, so that a link or a reload shows the same. */
export interface AlertChoice {
  readonly view: AlertViewName
  /** Words that all have to occur in name, category, tags, rules or message. */
  readonly text: string
  /** At least so urgent; null: whatever it is. */
  readonly level: AlertLevel | null
  /** Null: all of them. */
  readonly category: string | null
}

export const ALL_OPEN: AlertChoice = { view: 'open', text: '', level: null, category: null }

/** As long as the contract takes it. */
const LONGEST_TEXT = 200

/** Reads what stands in an address; what cannot be read is as if it were not there. */
export function parseAlertChoice(query: string): AlertChoice {
  const given = new URLSearchParams(query)
  const view = ALERT_VIEWS.find(one => one === given.get('show'))
  return {
    view: view ?? ALL_OPEN.view,
    text: (given.get('text') ?? '').slice(0, LONGEST_TEXT),
    level: alertLevelSchema.safeParse(given.get('level')).data ?? null,
    category: given.get('category') || null,
  }
}

/** A choice as it stands in the address, without what is as usual; empty for all that is open. */
export function alertQuery({ view, text, level, category }: AlertChoice): string {
  const query = new URLSearchParams()
  if (view !== ALL_OPEN.view) query.set('show', view)
  if (text !== '') query.set('text', text)
  if (level !== null) query.set('level', level)
  if (category !== null) query.set('category', category)
  return query.toString()
}

/** Where a choice is shown. */
export function alertsRoute(choice: AlertChoice): Route {
  const query = alertQuery(choice)
  return { page: 'alerts', ...(query === '' ? {} : { query }) }
}

/** Whether anything is left out of the view. */
export function isFiltered({ text, level, category }: AlertChoice): boolean {
  return text.trim() !== '' || level !== null || category !== null
}
