import { useMemo, useSyncExternalStore } from 'react'
import { parseRoute, type Route, routeHash } from '#shared/route.ts'

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** Where the operator is; follows the address and the back button. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parseRoute(hash), [hash])
}

/** Goes somewhere, leaving an entry in the browser's history. */
export function goTo(route: Route): void {
  window.location.hash = routeHash(route)
}

/** Goes somewhere in the place of where the operator is: the back button leads to what was before. */
export function replaceRoute(route: Route): void {
  window.location.replace(routeHash(route))
}
