import type { AlertMessage } from './alert-message.ts'

/** One message on its way to one notifier, as it is kept over a restart. Moments in ms since the epoch. */
export interface Delivery {
  readonly id: string
  readonly notifierId: string
  readonly message: AlertMessage
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly attempts: number
  readonly createdAt: number
  /** When it is tried next, while it waits. */
  readonly nextAt: number | null
  readonly endedAt: number | null
  /** Why the last attempt failed; else empty. */
  readonly problem: string
}

/** Where deliveries are kept. A delivery that was kept is there after a crash. */
export interface DeliveryStore {
  /** Adds or replaces by id. */
  saveDeliveries(deliveries: readonly Delivery[]): void
  /** Those that wait, oldest first. */
  waitingDeliveries(): readonly Delivery[]
  /** Newest first. */
  deliveries(query: {
    readonly notifierId?: string | undefined
    readonly incidentId?: string | undefined
    readonly limit: number
  }): readonly Delivery[]
  delivery(id: string): Delivery | null
}
