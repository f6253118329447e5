import type { MemoryAmounts } from '../memory-source.ts'

/**
 * Memory from /proc/meminfo (proc_meminfo(5)), in bytes. `available` is what programs can get without swapping, which
 * counts caches that can be given up; kernels before 3.14 do not tell it, so there it is free memory and caches.
 * Throws where the text is not in that format.
 */
export function parseMeminfo(text: string): MemoryAmounts {
  const fields = new Map<string, number>()
  for (const [, name = '', kibibytes] of text.matchAll(/^(\w+):\s+(\d+)/gm)) {
    fields.set(name, Number(kibibytes) * 1024)
  }
  const field = (name: string) => fields.get(name) ?? 0
  const total = field('MemTotal')
  if (total === 0) throw new Error('/proc/meminfo does not tell how much memory there is')
  return {
    total,
    available: fields.get('MemAvailable') ?? field('MemFree') + field('Buffers') + field('Cached'),
    swapTotal: field('SwapTotal'),
    swapFree: field('SwapFree'),
  }
}
