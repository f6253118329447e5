import { useEffect, useRef } from 'react'
import { type Route, routeHash } from '#shared/route.ts'
import { useRoute } from '../layout/use-route.ts'

/** Opens the export where the address asks for it, from the tray or a link, and goes back to where the page was. */
export function useExportRoute(open: () => void): void {
  const route = useRoute()
  const shown = useRef<Route>({ page: 'overview' })
  useEffect(() => {
    if (route.page !== 'export') {
      shown.current = route
      return
    }
    // In the place of the address that opened it: "back" leads to what was before.
    window.location.replace(routeHash(shown.current))
    open()
  }, [route, open])
}
