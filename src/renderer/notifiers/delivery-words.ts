import { formatDuration } from '#shared/format-duration.ts'
import type { DeliveryView } from '#shared/incidents.ts'
import type { Status } from '#shared/status.ts'

/** The mark that stands for what became of a delivery. */
export const DELIVERY_MARKS: Readonly<Record<DeliveryView['state'], Status>> = {
  delivered: 'healthy',
  failed: 'unhealthy',
  waiting: 'unknown',
}

/** What became of a delivery: "Delivered", "Given up after 4 attempts", "Waiting, tried twice, again in 30 s". */
export function deliveryWords({ state, attempts, nextAt }: DeliveryView, now: number): string {
  switch (state) {
    case 'delivered':
      return attempts > 1 ? `Delivered at attempt ${attempts}` : 'Delivered'
    case 'failed':
      return `Given up after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}`
    case 'waiting': {
      const tried = attempts === 0 ? '' : attempts === 1 ? ', tried once' : `, tried ${attempts} times`
      const again =
        nextAt === null ? '' : nextAt <= now ? ', next now' : `, next in ${formatDuration(nextAt - now)}`
      return `Waiting${tried}${again}`
    }
  }
}

/** The latest delivery of each notifier; they come newest first. */
export function latestByNotifier(deliveries: readonly DeliveryView[]): ReadonlyMap<string, DeliveryView> {
  return new Map(deliveries.toReversed().map(delivery => [delivery.notifierId, delivery]))
}
