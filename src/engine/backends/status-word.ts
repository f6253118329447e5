import type { Status } from '#shared/status.ts'

const HEALTHY = ['healthy', 'ok', 'up', 'pass', 'passing', 'true', 'good', 'online', 'operational']
const DEGRADED = ['degraded', 'warning', 'warn']
const UNHEALTHY = ['unhealthy', 'down', 'fail', 'failed', 'failing', 'error', 'false', 'critical', 'offline']

/**
 * What a document's word for a status means: `up`, `pass`, `true` and their like; `unknown` for a word not known here
 * and for what is no word.
 */
export function statusOfWord(word: unknown): Status {
  if (typeof word === 'boolean') return word ? 'healthy' : 'unhealthy'
  if (typeof word !== 'string') return 'unknown'
  const known = word.trim().toLowerCase()
  if (HEALTHY.includes(known)) return 'healthy'
  if (DEGRADED.includes(known)) return 'degraded'
  return UNHEALTHY.includes(known) ? 'unhealthy' : 'unknown'
}
