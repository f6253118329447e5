import { useEffect } from 'react'
import { useLive } from '../connection/hooks.ts'
import { statusFavicon } from './status-favicon.ts'

/** Says the status in the browser's tab, where it is seen while the operator looks at something else. */
export function useBrowserTab(): void {
  const line = useLive(state => state.overall?.line)
  const status = useLive(
    state => (state.connection === 'live' ? state.overall?.status : undefined) ?? 'unknown',
  )
  const demo = useLive(state => state.stage !== null)
  useEffect(() => {
    const title = line === undefined ? 'Traylight' : `${line} - Traylight`
    document.title = demo ? `Demo · ${title}` : title
  }, [line, demo])
  useEffect(() => {
    document.querySelector('link[rel="icon"]')?.setAttribute('href', statusFavicon(status))
  }, [status])
}
