import { formatDuration } from '#shared/format-duration.ts'

/** What stands where nothing could be measured. Never a 0. */
export const MISSING = '–'

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const
const DECIMAL_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Three figures at most: 0.25, 3.4, 12.3, 123, 1234. */
function rounded(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value))
  if (size >= 10) return value.toFixed(1)
  return value.toFixed(size < 1 ? 2 : 1)
}

function scaled(value: number, base: number, units: readonly string[]): readonly [string, string] {
  let rest = value
  let step = 0
  while (Math.abs(rest) >= base && step < units.length - 1) {
    rest /= base
    step += 1
  }
  return [step === 0 ? String(Math.round(rest)) : rounded(rest), units[step] ?? '']
}

/** A value split in number and unit, so that they can be set in different sizes: `['12.3', 'GiB']`. */
export function formatParts(value: number | null, unit: string): readonly [number: string, unit: string] {
  if (value === null || !Number.isFinite(value)) return [MISSING, '']
  switch (unit) {
    case 'B':
      return scaled(value, 1024, BINARY_UNITS)
    case 'B/s': {
      const [number, scale] = scaled(value, 1000, DECIMAL_UNITS)
      return [number, `${scale}/s`]
    }
    case '%':
      return [Math.abs(value) >= 10 || value === 0 ? String(Math.round(value)) : value.toFixed(1), '%']
    case 'ms':
      return formatMilliseconds(value)
    case 's':
      return [formatDuration(value * 1000), '']
    case '°C':
      return [String(Math.round(value)), '°C']
    default:
      return [rounded(value), unit]
  }
}

/** A share in percent as the vocabulary has it, one decimal: `69.2 %`, and `100 %` without one; a dash for null. */
export function formatShare(percent: number | null): string {
  if (percent === null) return MISSING
  return `${Number.isInteger(percent) ? percent : percent.toFixed(1)} %`
}

function formatMilliseconds(ms: number): readonly [string, string] {
  if (ms === 0) return ['0', 'ms']
  if (ms >= 10_000) return [(ms / 1000).toFixed(1), 's']
  if (ms >= 10) return [String(Math.round(ms)), 'ms']
  return [ms.toFixed(1), 'ms']
}

/** A value with its unit, rounded to what matters: `12.3 GiB`, `1.2 MB/s`, `42 %`, `8.5 ms`; a dash for null. */
export function formatValue(value: number | null, unit: string): string {
  const [number, shown] = formatParts(value, unit)
  return shown === '' ? number : `${number} ${shown}`
}
