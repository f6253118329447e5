import { z } from 'zod'
import type { Reading } from '../metric-sample.ts'
import type { MetricSource } from '../metric-source.ts'
import type { LoadSystemInformation } from './system-information.ts'

const batterySchema = z.object({
  hasBattery: z.boolean(),
  percent: z.number().nullish(),
  isCharging: z.boolean().nullish(),
  acConnected: z.boolean().nullish(),
  /** Minutes. */
  timeRemaining: z.number().nullish(),
})

/** The charge of the battery; no metric where there is none. */
export function batteryReadings(battery: unknown): readonly Reading[] {
  const { hasBattery, percent, isCharging, acConnected, timeRemaining } = batterySchema.parse(battery)
  if (!hasBattery) return []
  const left = timeRemaining && timeRemaining > 0 ? `, ${inWords(timeRemaining)} left` : ''
  const detail = isCharging ? 'charging' : acConnected ? 'plugged in' : `discharging${left}`
  const value = percent == null ? null : Math.round(percent * 10) / 10
  return [{ id: 'battery', name: 'Battery', group: 'battery', unit: '%', value, detail }]
}

function inWords(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  return hours > 0 ? `${hours} h ${Math.round(minutes % 60)} min` : `${Math.round(minutes)} min`
}

/** The battery; `mayHaveOne` saves a machine without one from loading systeminformation at all. */
export function batterySource(load: LoadSystemInformation, mayHaveOne: () => Promise<boolean>): MetricSource {
  return {
    name: 'battery',
    everySeconds: 60,
    counts: false,
    always: [],
    async read() {
      if (!(await mayHaveOne())) return []
      return batteryReadings(await (await load()).battery())
    },
  }
}
