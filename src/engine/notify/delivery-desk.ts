import type { ProcedureInput, ProcedureOutput } from '#shared/contract.ts'
import type { DeliveryView } from '#shared/incidents.ts'

/** Sends messages through the notifiers: again where that may help, not too many, and remembers what became of each. */
export class DeliveryDesk {
  deliveries(_query: {
    readonly notifierId?: string
    readonly incidentId?: string
    readonly limit: number
  }): DeliveryView[] {
    return []
  }

  /** Tries at once what waits or was given up. */
  retry(_id: string): void {}

  /** Sends a test through a notifier as drafted. */
  async test(_draft: ProcedureInput<'testNotifier'>['notifier']): Promise<ProcedureOutput<'testNotifier'>> {
    return { ok: false, problems: [] }
  }
}
