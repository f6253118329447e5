import { lazy, Suspense, useEffect } from 'react'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorBoundary } from '../components/ErrorBoundary.tsx'
import { SystemHealthMonitor } from '../overview/SystemHealthMonitor.tsx'
import type { Place } from './tabs-of.ts'

const loadCategory = () => import('../categories/IntegrationHealthMonitor.tsx')
const loadBackends = () => import('../backends/BackendsTab.tsx')
const loadAlerts = () => import('../alerts/AlertsTab.tsx')
const loadHistory = () => import('../history/HistoryTab.tsx')
const loadSettings = () => import('../settings/SettingsTab.tsx')

const IntegrationHealthMonitor = lazy(() =>
  loadCategory().then(module => ({ default: module.IntegrationHealthMonitor })),
)
const BackendsTab = lazy(() => loadBackends().then(module => ({ default: module.BackendsTab })))
const AlertsTab = lazy(() => loadAlerts().then(module => ({ default: module.AlertsTab })))
const HistoryTab = lazy(() => loadHistory().then(module => ({ default: module.HistoryTab })))
const SettingsTab = lazy(() => loadSettings().then(module => ({ default: module.SettingsTab })))

/** How long after the page is drawn the other tabs are fetched, so that switching does not wait. Milliseconds. */
const PRELOAD_AFTER_MS = 1_500

/** What the current tab shows; null for a place that does not exist. */
export function TabContent({ place }: { readonly place: Place | null }) {
  useEffect(() => {
    const timer = setTimeout(() => {
      void loadCategory()
      void loadBackends()
      void loadAlerts()
      void loadHistory()
      void loadSettings()
    }, PRELOAD_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <ErrorBoundary key={place?.tabId ?? 'nowhere'} what="This tab">
      <Suspense fallback={null}>{place ? <Shown place={place} /> : <Gone />}</Suspense>
    </ErrorBoundary>
  )
}

function Shown({ place }: { readonly place: Place }) {
  const { tabId, category, openId, section, query } = place
  const open = openId === undefined ? {} : { openId }
  if (category !== undefined) {
    return <IntegrationHealthMonitor key={category} category={category} {...open} />
  }
  if (tabId === 'backends') return <BackendsTab {...open} />
  if (tabId === 'alerts') return <AlertsTab query={query ?? null} incidentId={openId ?? null} />
  if (tabId === 'history') {
    return <HistoryTab view={section === 'uptime' ? 'uptime' : 'charts'} query={query ?? null} />
  }
  if (tabId === 'settings') return <SettingsTab {...(section === undefined ? {} : { section })} />
  return <SystemHealthMonitor {...open} />
}

/** For an address of something that is not watched, or not any more. */
function Gone() {
  return (
    <EmptyState title="There is nothing here" action={<a href="#/overview">Go to the Overview</a>}>
      What this address names is not watched, or not any more.
    </EmptyState>
  )
}
