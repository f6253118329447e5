import { networkInterfaces } from 'node:os'
import type { Clock } from '../clock.ts'

/** Interfaces come and go in seconds, and asking for them costs a system call for each. */
const KEPT_MS = 1000

/** Returns a function that names this machine's network interfaces beyond loopback that have an address, at most 1 s old. */
export function externalInterfacesOf(clock: Clock): () => readonly string[] {
  let names: readonly string[] = []
  let askedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (clock.monotonic() - askedAt >= KEPT_MS) {
      askedAt = clock.monotonic()
      names = Object.entries(networkInterfaces())
        .filter(([, addresses]) => addresses?.some(address => !address.internal))
        .map(([name]) => name)
    }
    return names
  }
}
