import type { Delivery, DeliveryStore } from '#engine/notify/delivery.ts'

/** Deliveries that have ended are remembered up to this many. */
const MOST_ENDED = 1000

/** Keeps deliveries while the engine runs, where nothing is to be left behind. */
export class MemoryDeliveryStore implements DeliveryStore {
  /** Oldest first. */
  readonly #deliveries = new Map<string, Delivery>()

  saveDeliveries(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#deliveries.set(delivery.id, delivery)
    let surplus = this.#deliveries.size - MOST_ENDED
    for (const { id, state } of this.#deliveries.values()) {
      if (surplus <= 0) break
      if (state === 'waiting') continue
      this.#deliveries.delete(id)
      surplus--
    }
  }

  waitingDeliveries(): readonly Delivery[] {
    return [...this.#deliveries.values()].filter(({ state }) => state === 'waiting')
  }

  deliveries(query: Parameters<DeliveryStore['deliveries']>[0]): readonly Delivery[] {
    const { notifierId, incidentId, limit } = query
    return [...this.#deliveries.values()]
      .filter(
        delivery =>
          (notifierId === undefined || delivery.notifierId === notifierId) &&
          (incidentId === undefined || delivery.message.incidents.some(({ id }) => id === incidentId)),
      )
      .toReversed()
      .slice(0, limit)
  }

  delivery(id: string): Delivery | null {
    return this.#deliveries.get(id) ?? null
  }
}
