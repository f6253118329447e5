import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '../components/ErrorBoundary.tsx'
import { useLive } from '../connection/hooks.ts'

const Director = lazy(() => import('./Director.tsx').then(module => ({ default: module.Director })))

/** The demo's director; where real services are watched, nothing of it is loaded. */
export function LazyDirector() {
  const stage = useLive(state => state.stage)
  if (stage === null) return null
  return (
    <ErrorBoundary what="The director">
      <Suspense fallback={null}>
        <Director stage={stage} />
      </Suspense>
    </ErrorBoundary>
  )
}
