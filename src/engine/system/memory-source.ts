import { amountOf } from './amount-of.ts'
import { percentOf, type Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

/** Memory in bytes. Swap is left out where the platform does not tell it cheaply. */
export interface MemoryAmounts {
  readonly total: number
  readonly available: number
  readonly swapTotal?: number
  readonly swapFree?: number
}

const MEMORY = { id: 'memory', name: 'Memory', group: 'memory', unit: '%' } as const

/** Share of memory that is not available, and of swap in use. A machine without swap has no such metric. */
export function memoryReadings(amounts: MemoryAmounts): readonly Reading[] {
  const { total, available, swapTotal = 0, swapFree = 0 } = amounts
  const memory = used(MEMORY, total - available, total)
  if (swapTotal === 0) return [memory]
  return [memory, used({ ...MEMORY, id: 'swap', name: 'Swap' }, swapTotal - swapFree, swapTotal)]
}

function used(
  metric: Pick<Reading, 'id' | 'name' | 'group' | 'unit'>,
  bytes: number,
  total: number,
): Reading {
  return { ...metric, value: percentOf(bytes, total), detail: amountOf(bytes, total) }
}

/** Memory and swap. */
export function memorySource(
  everySeconds: number,
  readAmounts: () => MemoryAmounts | Promise<MemoryAmounts>,
): MetricSource {
  return {
    name: 'memory',
    everySeconds,
    counts: false,
    always: [{ ...MEMORY, value: null, detail: '' }],
    read() {
      const amounts = readAmounts()
      return amounts instanceof Promise ? amounts.then(memoryReadings) : memoryReadings(amounts)
    },
  }
}
