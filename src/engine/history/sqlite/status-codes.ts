import type { Excuse } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'

const STATUSES: readonly (Status | null)[] = [null, 'healthy', 'degraded', 'unhealthy', 'unknown']
const EXCUSES: readonly (Excuse | null)[] = [null, 'muted', 'maintenance', 'paused']

/** Of status `unhealthy`. */
export const UNHEALTHY = 3

/** As the file has a status; it must never mean another one, nor be used anew. */
export const codeOfStatus = (status: Status | null): number => STATUSES.indexOf(status)
export const statusOfCode = (code: number): Status | null => STATUSES[code] ?? null
export const codeOfExcuse = (excuse: Excuse | null): number => EXCUSES.indexOf(excuse)
export const excuseOfCode = (code: number): Excuse | null => EXCUSES[code] ?? null
