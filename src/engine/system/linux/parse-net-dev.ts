import type { InterfaceBytes } from '../network-source.ts'

/** Bytes per interface since it came up, from /proc/net/dev (proc_pid_net(5)). Throws where the text is not in that format. */
export function parseNetDev(text: string): ReadonlyMap<string, InterfaceBytes> {
  const [, header = '', ...lines] = text.split('\n')
  if (!header.includes('|bytes')) throw new Error('/proc/net/dev is not in the known format')
  const interfaces = new Map<string, InterfaceBytes>()
  for (const line of lines) {
    // The name of an alias may hold a colon ("eth0:1"), its counters never do.
    const colon = line.lastIndexOf(':')
    if (colon < 0) continue
    const numbers = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number)
    const [received, , , , , , , , sent] = numbers
    if (received === undefined || sent === undefined) continue
    interfaces.set(line.slice(0, colon).trim(), { received, sent })
  }
  return interfaces
}
