import { parseRoute, type Route } from '#shared/route.ts'

/** The scheme of links into the dashboard, such as `traylight://monitor/redis`. */
export const LINK_SCHEME = 'traylight'

/** Where a link leads: `traylight://monitor/<id>`, `traylight://database` ...; null for what is no such link. */
export function parseDeepLink(text: string): Route | null {
  const rest = new RegExp(`^${LINK_SCHEME}:/{0,2}(.*)$`, 'i').exec(text.trim())?.[1]
  if (rest === undefined || rest.length > 1000) return null
  // Systems put a slash behind what they take for a host.
  return parseRoute(`#/${rest.replace(/\/$/, '')}`)
}

/** The first link among the words of a command line. */
export function deepLinkIn(words: readonly string[]): Route | null {
  for (const word of words) {
    const route = parseDeepLink(word)
    if (route !== null) return route
  }
  return null
}
