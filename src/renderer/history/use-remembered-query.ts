import { useLocalStorage } from '@mantine/hooks'
import { useEffect } from 'react'
import { goTo, replaceRoute } from '../layout/use-route.ts'

type View = 'charts' | 'uptime'

/**
 * What a view of the tab shows: what the address says, else what was shown last, else `first`; then it stands in the
 * address. The setter puts another in its place, or after it where the back button should lead to what was before.
 */
export function useRememberedQuery(
  view: View,
  query: string | null,
  first: string,
): readonly [query: string, set: (query: string, keep?: 'back') => void] {
  const [remembered, remember] = useLocalStorage<string>({
    key: `traylight.history-${view}`,
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  const shown = query ?? (remembered || first)
  useEffect(() => {
    if (query === null && shown !== '') replaceRoute(routeOf(view, shown))
    else if (query !== null) remember(query)
  }, [view, query, shown, remember])
  const set = (next: string, keep?: 'back') => {
    const route = routeOf(view, next)
    if (keep === 'back') goTo(route)
    else {
      remember(next)
      replaceRoute(route)
    }
  }
  return [shown, set]
}

function routeOf(view: View, query: string) {
  return {
    page: 'history' as const,
    ...(view === 'uptime' ? { view: 'uptime' as const } : {}),
    ...(query === '' ? {} : { query }),
  }
}
