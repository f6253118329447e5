import type { Discovery } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import { DISCOVERY_PORTS, type DiscoveryPort, RECOGNISERS } from './discovery-ports.ts'
import { findListener } from './find-listener.ts'
import { propose } from './propose.ts'
import type { ProbeContext } from './recogniser.ts'

/** For one attempt: connecting and answering. On loopback what works at all takes a few ms. */
const ATTEMPT_MS = 300
/** For everything: what has not been recognised by then is not offered. */
const ALL_MS = 1500

export interface DiscoverOptions {
  /** Ends discovery early; what was found by then is the answer. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Our own ports. */
  readonly excludePorts: readonly number[]
  readonly ports?: readonly DiscoveryPort[]
}

/**
 * Looks at ports of loopback for services that could be watched, all at once, within 1.5 s. They are recognised by what
 * they answer; nothing is logged in to and nothing is changed. Never rejects.
 */
export async function discoverServices(options: DiscoverOptions): Promise<readonly Discovery[]> {
  const { clock, signal, excludePorts, ports = DISCOVERY_PORTS } = options
  const ending = new AbortController()
  const end = () => ending.abort()
  const deadline = clock.after(ALL_MS, end)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  try {
    const context = { clock, timeoutMs: ATTEMPT_MS, signal: ending.signal }
    const wanted = ports.filter(({ port }) => !excludePorts.includes(port))
    const found = await Promise.all(wanted.map(port => recognise(port, context)))
    return found.filter(discovery => discovery !== null)
  } finally {
    deadline.cancel()
    signal.removeEventListener('abort', end)
  }
}

async function recognise(port: DiscoveryPort, context: ProbeContext): Promise<Discovery | null> {
  const address = await findListener(port.port, context)
  if (!address) return null
  for (const hint of port.hints) {
    if (context.signal.aborted) return null
    // Whatever goes wrong while asking means that it is not that.
    const finding = await RECOGNISERS[hint](address, context).catch(() => null)
    if (finding) return propose(port, address, finding)
  }
  return null
}
