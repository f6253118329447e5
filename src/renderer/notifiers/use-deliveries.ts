import type { DeliveryView } from '#shared/incidents.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { type Fetched, useFetched } from '../details/use-fetched.ts'

/** What was delivered and what was not, newest first; fetched anew with every delivery. */
export function useDeliveries(limit: number, notifierId?: string): Fetched<readonly DeliveryView[]> {
  const engine = useEngine()
  const revision = useLive(state => state.alerts?.revision ?? 0)
  return useFetched(
    () => engine.call('deliveries', { limit, ...(notifierId === undefined ? {} : { notifierId }) }),
    `${revision}/${notifierId ?? ''}`,
  )
}
