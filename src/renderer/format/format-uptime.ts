import { MISSING } from './format-value.ts'

/** Uptime in percent: two decimals where it is not whole, rounded down so that 100 is said only of what was never down. */
export function formatUptime(percent: number | null): string {
  if (percent === null) return MISSING
  if (Number.isInteger(percent)) return `${percent} %`
  return `${(Math.floor(percent * 100 + 1e-9) / 100).toFixed(2)} %`
}
