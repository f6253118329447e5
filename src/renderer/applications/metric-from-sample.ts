import type { BackendSample } from '#shared/contract.ts'
import { parseSampleName } from '#shared/sample-name.ts'

/** Endings of a metric's name that say its unit (Prometheus' naming conventions). */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/_percent(age)?$/, '%'],
  [/_bytes(_sent|_recv|_received)?$/, 'B'],
  [/_seconds(_sum)?$/, 's'],
  [/_milliseconds(_sum)?$/, 'ms'],
  [/_celsius$/, '°C'],
]

/** How a sample is watched when it is chosen from the list: what only counts up, by what it grows per second. */
export function metricFromSample({ sample, type }: Pick<BackendSample, 'sample' | 'type'>) {
  const name = parseSampleName(sample)?.name ?? sample
  const rate = type === 'counter' || name.endsWith('_total')
  const unit = UNITS.find(([ending]) => ending.test(name.replace(/_total$/, '')))?.[1] ?? ''
  return { sample, unit: rate ? (RATE_UNITS[unit] ?? '/s') : unit, rate }
}

/** Units of what grows per second, where it is not "so many a second". Seconds per second are a share. */
const RATE_UNITS: Readonly<Record<string, string>> = { B: 'B/s', s: 's/s', ms: 'ms/s' }
