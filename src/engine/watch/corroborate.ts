import { isOnThisMachine } from '../status/network-presence.ts'
import type { StatusBook } from '../status/status-book.ts'

/** How many others are asked: enough to tell a dead network from a dead host. */
const ASKED = 4

/**
 * When a host beyond this machine goes silent: which other monitors should be checked soon, so that a dead network is
 * recognised as one before each of them raises its own alarm. Monitors of other hosts first asked least recently.
 */
export function corroborate(book: StatusBook, monitorId: string): string[] {
  const entry = book.monitors.get(monitorId)
  const failure = entry?.watched.last?.failure
  if (!entry?.watched.isPending || (failure !== 'unreachable' && failure !== 'timeout')) return []
  if (isOnThisMachine(entry.description.host)) return []
  const hosts = new Set([entry.description.host])
  const others: { readonly id: string; readonly at: number }[] = []
  for (const [id, { monitor, description, watched }] of book.monitors) {
    if (monitor.paused || isOnThisMachine(description.host) || hosts.has(description.host)) continue
    hosts.add(description.host)
    others.push({ id, at: watched.last?.at ?? 0 })
  }
  return others
    .sort((a, b) => a.at - b.at)
    .slice(0, ASKED)
    .map(({ id }) => id)
}
