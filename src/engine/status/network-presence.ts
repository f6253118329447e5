import type { FailureKind } from '../checkers/checker.ts'

/** What one monitor's or backend's last result says about the network. */
export interface NetworkWitness {
  readonly host: string | null
  /** Its last result was good, or failed in this way; undefined before the first result. */
  readonly last: 'good' | FailureKind | undefined
}

/** Ways to fail that a dead network also causes. */
export const NETWORK_FAILURES: ReadonlySet<string> = new Set<FailureKind>(['unreachable', 'timeout'])

/** How many different hosts must have gone silent at once before the network is blamed rather than them. */
const HOSTS_TO_BLAME_NETWORK = 2

/**
 * Whether this machine itself has no network (vocabulary: "no network here"): no interface but loopback has an address,
 * or every monitor beyond loopback fails the way a dead network makes it fail, on two hosts or more, while none on
 * loopback fails. One silent host alone is an outage, not a dead network.
 */
export function hasNoNetwork(hasExternalInterface: boolean, witnesses: Iterable<NetworkWitness>): boolean {
  const silent = new Set<string>()
  let beyond = 0
  for (const witness of witnesses) {
    if (witness.last === undefined) continue
    const failed = witness.last !== 'good'
    if (isOnThisMachine(witness.host)) {
      if (failed && hasExternalInterface) return false
      continue
    }
    beyond++
    if (!failed || !NETWORK_FAILURES.has(witness.last)) return false
    if (witness.host !== null) silent.add(witness.host)
  }
  if (beyond === 0) return false
  return !hasExternalInterface || silent.size >= HOSTS_TO_BLAME_NETWORK
}

/** Whether a host is this machine by name or by a loopback address. null: the check never leaves the machine. */
export function isOnThisMachine(host: string | null): boolean {
  if (host === null) return true
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  )
}
