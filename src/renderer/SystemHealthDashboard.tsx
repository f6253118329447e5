import { useLive } from './connection/hooks.ts'

/** The tabbed page. */
export function SystemHealthDashboard() {
  const line = useLive(state => state.overall?.line ?? 'Connecting')
  return <main>{line}</main>
}
