import { formatDuration } from '#shared/format-duration.ts'
import type { DeliveryView } from '#shared/incidents.ts'
import { formatAgo } from '../format/format-ago.ts'

/** How a delivery stands: "told 3 min ago", "waits, tried twice, again in 30 s", "not told, tried 5 times". */
export function deliveryWords(
  {
    state,
    attempts,
    endedAt,
    at,
    nextAt,
  }: Pick<DeliveryView, 'state' | 'attempts' | 'endedAt' | 'at' | 'nextAt'>,
  now: number,
): string {
  if (state === 'delivered') return `told ${formatAgo(endedAt ?? at, now)}`
  if (state === 'failed') return `not told${tried(attempts)}`
  const again = nextAt === null || nextAt <= now ? 'now' : `in ${formatDuration(nextAt - now)}`
  return attempts === 0 ? `waits, sent ${again}` : `waits${tried(attempts)}, again ${again}`
}

function tried(attempts: number): string {
  if (attempts === 0) return ''
  return attempts === 1 ? ', tried once' : attempts === 2 ? ', tried twice' : `, tried ${attempts} times`
}
