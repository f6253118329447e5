import type { Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

const UPTIME = { id: 'uptime', name: 'Uptime', group: 'load', unit: 's' } as const

/** Whole seconds since the machine started, in words beside: "3 d 4 h". */
export function uptimeReading(seconds: number): Reading {
  if (!Number.isFinite(seconds)) return { ...UPTIME, value: null, detail: '' }
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  const detail =
    days > 0 ? `${days} d ${hours % 24} h` : hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
  return { ...UPTIME, value: Math.floor(seconds), detail }
}

/** Time since the machine started. */
export function uptimeSource(readSeconds: () => number): MetricSource {
  return {
    name: 'uptime',
    everySeconds: 10,
    counts: false,
    always: [{ ...UPTIME, value: null, detail: '' }],
    read: () => [uptimeReading(readSeconds())],
  }
}
