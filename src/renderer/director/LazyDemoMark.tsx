import { lazy, Suspense } from 'react'
import { useLive } from '../connection/hooks.ts'

const DemoMark = lazy(() => import('./DemoMark.tsx').then(module => ({ default: module.DemoMark })))

/** Says that this is a demo, where it is one. */
export function LazyDemoMark() {
  const demo = useLive(state => state.stage !== null)
  if (!demo) return null
  return (
    <Suspense fallback={null}>
      <DemoMark />
    </Suspense>
  )
}
