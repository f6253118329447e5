import type { Status } from '#shared/status.ts'

/** Exit codes as monitoring plug-ins have them; 3 also says that nothing is running. */
export const EXIT_OF_STATUS: Readonly<Record<Status, number>> = {
  healthy: 0,
  degraded: 1,
  unhealthy: 2,
  unknown: 3,
}
export const EXIT_NOT_RUNNING = 3
/** The command itself was not understood, or what it was given is not valid. */
export const EXIT_USAGE = 2
/** Ended by Ctrl+C or a signal, as shells have it. */
export const EXIT_CANCELLED = 130
/** A test of an endpoint failed. */
export const EXIT_TESTS_FAILED = 1
