import { lazy, Suspense } from 'react'
import { useLive } from '../connection/hooks.ts'
import { DiscoveryOffers } from '../discovery/DiscoveryOffers.tsx'
import { Attention } from './Attention.tsx'
import { MachineTiles } from './MachineTiles.tsx'
import { NothingWatched } from './NothingWatched.tsx'
import { RecentAlerts } from './RecentAlerts.tsx'
import { ServiceGrid } from './ServiceGrid.tsx'
import classes from './SystemHealthMonitor.module.css'

const Trends = lazy(() => import('./Trends.tsx').then(module => ({ default: module.Trends })))

/**
 * The Overview: what is wrong, this machine, its trends, everything that is watched, and the latest incidents. `openId` names a metric whose
 * tile is opened.
 */
export function SystemHealthMonitor({ openId }: { readonly openId?: string }) {
  const empty = useLive(state => state.monitors.size === 0 && state.backends.size === 0)
  return (
    <div className={classes.overview}>
      <Attention />
      <MachineTiles openMetric={openId ?? null} />
      <DiscoveryOffers />
      {empty && <NothingWatched />}
      <Suspense fallback={<div className={classes.waiting} />}>
        <Trends />
      </Suspense>
      <ServiceGrid />
      <RecentAlerts />
    </div>
  )
}
