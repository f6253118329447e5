import { lazy } from 'react'

/** Loaded with the first row that is opened: the page's first sight needs no charts of this kind. */
export const ResponseTimeChart = lazy(async () => {
  const { ResponseTimeLine } = await import('./ResponseTimeLine.tsx')
  return { default: ResponseTimeLine }
})
