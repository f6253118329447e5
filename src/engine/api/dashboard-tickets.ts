import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'

/** From opening a window to its first request, at most. In ms. */
const VALID_MS = 60_000

/**
 * Keys to the dashboard that are good once and for a minute: an address that is handed to a browser stands in the list
 * of processes, where the token itself must not.
 */
export class DashboardTickets {
  readonly #clock: Clock
  readonly #validUntil = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  issue(): string {
    const now = this.#clock.monotonic()
    for (const [ticket, until] of this.#validUntil) if (until <= now) this.#validUntil.delete(ticket)
    const ticket = randomBytes(24).toString('base64url')
    this.#validUntil.set(ticket, now + VALID_MS)
    return ticket
  }

  /** Whether it is good; afterwards it no longer is. */
  redeem(ticket: string): boolean {
    const until = this.#validUntil.get(ticket)
    this.#validUntil.delete(ticket)
    return until !== undefined && this.#clock.monotonic() < until
  }
}
