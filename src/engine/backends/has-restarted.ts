import type { BackendReport } from './format.ts'

/** Uptimes are rounded, and read a moment after they were written. */
const SLACK_SECONDS = 1

type Run = Pick<BackendReport, 'instance' | 'uptimeSeconds'>

/**
 * Whether a backend restarted between two reports: its instance changed, or its uptime went back. Reports that say
 * neither tell nothing.
 */
export function hasRestarted(previous: Run, next: Run): boolean {
  const isOther =
    previous.instance !== undefined && next.instance !== undefined && previous.instance !== next.instance
  const wentBack =
    previous.uptimeSeconds !== undefined &&
    next.uptimeSeconds !== undefined &&
    next.uptimeSeconds + SLACK_SECONDS < previous.uptimeSeconds
  return isOther || wentBack
}
