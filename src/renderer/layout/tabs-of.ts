import type { AlertLevel } from '#shared/alert-level.ts'
import { BUILT_IN_CATEGORIES, categoryTitle } from '#shared/category.ts'
import type { AlertsView, IncidentView } from '#shared/incidents.ts'
import type { Route } from '#shared/route.ts'
import { type Status, worseStatus } from '#shared/status.ts'
import type { BackendView, MonitorView, ServiceView } from '#shared/views.ts'

/** A tab of the dashboard. */
export interface Tab {
  readonly id: string
  readonly title: string
  readonly route: Route
  /** The worst in it, where something in it is wrong; null where all is well. */
  readonly wrong: Status | null
}

/** What tabs are made from. */
export interface TabSource {
  readonly monitors: ReadonlyMap<string, MonitorView>
  readonly backends: ReadonlyMap<string, BackendView>
  /** Null before the engine has told. */
  readonly alerts: AlertsView | null
  /** Whether channels are listened to. */
  readonly realtime: { readonly listening: object | null } | null
}

/** Integrations first, this machine's own last of the report's; the operator's follow. */
const CATEGORY_ORDER: readonly string[] = [
  'apis',
  ...BUILT_IN_CATEGORIES.filter(category => category !== 'apis' && category !== 'system'),
  'system',
]

interface Counted {
  readonly status: Status
  readonly checkedAt: number | null
  readonly muted: unknown
}

/** A thing that counts and is not healthy; what was never checked yet is not wrong. */
function wrongStatus(item: Counted, paused: boolean): Status | null {
  if (item.muted !== null || paused || item.status === 'healthy') return null
  return item.status === 'unknown' && item.checkedAt === null ? null : item.status
}

/** What an alert's level makes of the tab; what only informs is nothing wrong. */
const LEVEL_AS_STATUS: Readonly<Record<AlertLevel, Status | null>> = {
  critical: 'unhealthy',
  warning: 'degraded',
  info: null,
}

/** The worst that waits for somebody; as elsewhere, what is muted does not count. */
function alertsWrong(source: TabSource): Status | null {
  const waiting = (source.alerts?.incidents ?? []).filter(
    incident => incident.state === 'open' && incident.notifies && !isMuted(incident, source),
  )
  return waiting.reduce<Status | null>((worst, { level }) => worse(worst, LEVEL_AS_STATUS[level]), null)
}

function isMuted({ subject: { type, id } }: IncidentView, { monitors, backends }: TabSource): boolean {
  const muted = (item: { readonly muted: unknown } | undefined) => item !== undefined && item.muted !== null
  if (type === 'monitor') return muted(monitors.get(id))
  if (type === 'backend') return muted(backends.get(id))
  if (type !== 'service') return false
  return muted(backends.get(id.split('/')[0] ?? '')?.services.find(service => service.id === id))
}

function worse(a: Status | null, b: Status | null): Status | null {
  if (a === null || b === null) return a ?? b
  return worseStatus(a, b)
}

/** Where the activity of channels is shown, which needs no monitor. */
export const REALTIME_CATEGORY = 'realtime'

function byCategory({ monitors, backends, realtime }: TabSource): ReadonlyMap<string, Status | null> {
  const found = new Map<string, Status | null>()
  const add = (category: string, wrong: Status | null) =>
    found.set(category, worse(found.get(category) ?? null, wrong))
  if (realtime !== null && realtime.listening !== null) add(REALTIME_CATEGORY, null)
  for (const monitor of monitors.values()) add(monitor.category, wrongStatus(monitor, monitor.paused))
  for (const backend of backends.values()) {
    for (const service of backend.services) {
      const wrong = wrongStatus(service, backend.paused)
      const own = monitors.get(service.sameAs ?? '')
      if (own === undefined) add(service.category, wrong)
      // Its row is that of our monitor, whose own status says what is unknown.
      else add(own.category, wrong === 'unknown' ? null : wrong)
    }
  }
  return found
}

/** Categories in the order of their tabs. */
export function inTabOrder(categories: Iterable<string>): readonly string[] {
  const place = (category: string) => {
    const index = CATEGORY_ORDER.indexOf(category)
    return index === -1 ? CATEGORY_ORDER.length : index
  }
  return [...categories].sort(
    (a, b) => place(a) - place(b) || categoryTitle(a).localeCompare(categoryTitle(b)),
  )
}

/** The tabs, in order: Overview, the categories that have something in them, Backends, Alerts, History, Settings. */
export function tabsOf(source: TabSource): readonly Tab[] {
  const categories = byCategory(source)
  let backendsWrong: Status | null = null
  for (const backend of source.backends.values()) {
    backendsWrong = worse(backendsWrong, wrongStatus(backend, backend.paused))
  }
  return [
    { id: 'overview', title: 'Overview', route: { page: 'overview' }, wrong: null },
    ...inTabOrder(categories.keys()).map(category => ({
      id: categoryTabId(category),
      title: categoryTitle(category),
      route: { page: 'category', category } as const,
      wrong: categories.get(category) ?? null,
    })),
    { id: 'backends', title: 'Backends', route: { page: 'backends' }, wrong: backendsWrong },
    { id: 'alerts', title: 'Alerts', route: { page: 'alerts' }, wrong: alertsWrong(source) },
    { id: 'history', title: 'History', route: { page: 'history' }, wrong: null },
    { id: 'settings', title: 'Settings', route: { page: 'settings' }, wrong: null },
  ]
}

/** The tab of a category. Prefixed, since an operator may call a category "settings". */
export function categoryTabId(category: string): string {
  return `category-${category}`
}

/** What a route shows: its tab, and what to open in it. */
export interface Place {
  readonly tabId: string
  readonly category?: string
  readonly openId?: string
  readonly section?: string
  /** Of the Alerts and the History tab. */
  readonly query?: string
}

/** Where a route leads, given what there is; null where what it names does not exist. */
export function placeOf(route: Route, source: TabSource): Place | null {
  switch (route.page) {
    case 'overview':
      return { tabId: 'overview', ...(route.metric === undefined ? {} : { openId: route.metric }) }
    case 'export':
      return { tabId: 'overview' }
    case 'backends':
      return { tabId: 'backends' }
    case 'history':
      return {
        tabId: 'history',
        ...(route.view === undefined ? {} : { section: route.view }),
        ...(route.query === undefined ? {} : { query: route.query }),
      }
    case 'alerts':
      return { tabId: 'alerts', ...(route.query === undefined ? {} : { query: route.query }) }
    case 'incident':
      return { tabId: 'alerts', openId: route.id }
    case 'settings':
      return { tabId: 'settings', ...(route.section === undefined ? {} : { section: route.section }) }
    case 'category': {
      const { category } = route
      return byCategory(source).has(category) ? { tabId: categoryTabId(category), category } : null
    }
    case 'backend':
      return source.backends.has(route.id) ? { tabId: 'backends', openId: route.id } : null
    case 'monitor': {
      const category = source.monitors.get(route.id)?.category
      return category === undefined ? null : { tabId: categoryTabId(category), category, openId: route.id }
    }
    case 'service': {
      const service = findService(route.id, source)
      if (service === undefined) return null
      const own = source.monitors.get(service.sameAs ?? '')
      const { category } = own ?? service
      return { tabId: categoryTabId(category), category, openId: own?.id ?? route.id }
    }
  }
}

function findService(id: string, { backends }: TabSource): ServiceView | undefined {
  for (const backend of backends.values()) {
    const service = backend.services.find(candidate => candidate.id === id)
    if (service) return service
  }
  return undefined
}
