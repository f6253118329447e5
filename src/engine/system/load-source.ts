import type { Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

const SPANS = [1, 5, 15] as const

/** Load averages over 1, 5 and 15 minutes, with two decimals. */
export function loadReadings(averages: readonly (number | undefined)[]): readonly Reading[] {
  return SPANS.map((minutes, index) => {
    const average = averages[index]
    const value = average === undefined || !Number.isFinite(average) ? null : Math.round(average * 100) / 100
    return { id: `load.${minutes}`, name: `Load, ${minutes} min`, group: 'load', unit: '', value, detail: '' }
  })
}

/** How many processes run or wait to run, averaged. */
export function loadSource(readAverages: () => readonly (number | undefined)[]): MetricSource {
  return {
    name: 'load',
    // The kernel works them out anew every 5 s.
    everySeconds: 5,
    counts: false,
    always: loadReadings([]),
    read: () => loadReadings(readAverages()),
  }
}
