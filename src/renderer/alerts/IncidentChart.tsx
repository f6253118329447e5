import { lazy, Suspense } from 'react'
import type { IncidentView } from '#shared/incidents.ts'
import classes from './incident.module.css'

/** Loaded with the first incident that is opened: a list of incidents needs no charts. */
const IncidentPlot = lazy(() =>
  import('./IncidentPlot.tsx').then(module => ({ default: module.IncidentPlot })),
)

/** How the thing an incident is about did around it; nothing for a pushed alert, of which no numbers are known. */
export function IncidentChart({ incident }: { readonly incident: IncidentView }) {
  const { type, id } = incident.subject
  if (type === 'pushed') return null
  return (
    <Suspense fallback={<div className={classes.waiting} />}>
      <IncidentPlot incident={incident} series={{ kind: type, id }} />
    </Suspense>
  )
}
