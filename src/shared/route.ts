import { decodedPart } from './decoded-part.ts'

/** Where in the page the operator is, as it stands in the address after `#`. */
export type Route =
  /** With `metric`, the tile of that metric is opened. */
  | { readonly page: 'overview'; readonly metric?: string }
  | { readonly page: 'category'; readonly category: string }
  | { readonly page: 'backends' }
  /** `query` is what the tab shows, as its own parts read it. */
  | { readonly page: 'history'; readonly view?: 'uptime'; readonly query?: string }
  /** `query` is what the tab shows. */
  | { readonly page: 'alerts'; readonly query?: string }
  /** The page of one incident. */
  | { readonly page: 'incident'; readonly id: string }
  /** The dialog that exports a report, over whatever is shown. */
  | { readonly page: 'export' }
  | { readonly page: 'settings'; readonly section?: string }
  /** One thing, opened in the tab it belongs to. A service's id is `backendId/serviceName`. */
  | { readonly page: 'monitor' | 'backend' | 'service'; readonly id: string }

/** First words of an address that are not a category; a category called like one of them stands after `category/`. */
const RESERVED: ReadonlySet<string> = new Set([
  'overview',
  'backends',
  'history',
  'alerts',
  'incident',
  'export',
  'settings',
  'monitor',
  'backend',
  'service',
  'category',
])

const OVERVIEW: Route = { page: 'overview' }

/** `history`, `history/uptime` and what is asked of them after a `?`, where ids need not be parts of a path. */
const HISTORY = /^#?\/?history(?:\/(uptime))?\/?(?:\?(.*))?$/

/** `alerts` and what is asked of it after a `?`. */
const ALERTS = /^#?\/?alerts\/?(?:\?(.*))?$/

function parseAlerts(hash: string): Route | null {
  const found = ALERTS.exec(hash)
  if (found === null) return null
  const [, query = ''] = found
  return { page: 'alerts', ...(query === '' ? {} : { query }) }
}

function parseHistory(hash: string): Route | null {
  const found = HISTORY.exec(hash)
  if (found === null) return null
  const [, view, query = ''] = found
  return {
    page: 'history',
    ...(view === 'uptime' ? { view } : {}),
    ...(query === '' ? {} : { query }),
  }
}

/** Reads `#/database`, `#/monitor/<id>`, `#/settings/thresholds` ...; whatever else is the Overview. */
export function parseRoute(hash: string): Route {
  const withQuery = parseHistory(hash) ?? parseAlerts(hash)
  if (withQuery !== null) return withQuery
  const [first = '', ...parts] = hash.replace(/^#?\/?/, '').split('/')
  const rest = parts.map(decodedPart).join('/')
  switch (first) {
    case '':
      return OVERVIEW
    case 'overview':
      return rest === '' ? OVERVIEW : { page: 'overview', metric: rest }
    case 'backends':
    case 'export':
      return { page: first }
    case 'settings':
      return rest === '' ? { page: 'settings' } : { page: 'settings', section: rest }
    case 'monitor':
    case 'backend':
    case 'service':
    case 'incident':
      return rest === '' ? OVERVIEW : { page: first, id: rest }
    case 'category':
      return rest === '' ? OVERVIEW : { page: 'category', category: rest }
    default:
      return { page: 'category', category: decodedPart(first) }
  }
}

function encodePath(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/')
}

/** The address of a route, with its `#`. */
export function routeHash(route: Route): string {
  switch (route.page) {
    case 'overview':
      return route.metric === undefined ? '#/overview' : `#/overview/${encodePath(route.metric)}`
    case 'backends':
      return '#/backends'
    case 'history': {
      const path = route.view === undefined ? '#/history' : `#/history/${route.view}`
      return route.query === undefined ? path : `${path}?${route.query}`
    }
    case 'alerts':
      return route.query === undefined ? '#/alerts' : `#/alerts?${route.query}`
    case 'export':
      return `#/${route.page}`
    case 'settings':
      return route.section === undefined ? '#/settings' : `#/settings/${encodeURIComponent(route.section)}`
    case 'category':
      return RESERVED.has(route.category) ? `#/category/${route.category}` : `#/${route.category}`
    case 'monitor':
    case 'backend':
    case 'service':
    case 'incident':
      return `#/${route.page}/${encodePath(route.id)}`
  }
}
