const THOUSANDS = ['', 'k', 'M', 'G', 'T', 'P'] as const

/** A value with its unit, rounded to what matters: `180 ms`, `1.4 s`, `48 %`, `1.2 MB/s`; a dash for none. */
export function amountWords(value: number | null, unit: string): string {
  if (value === null) return '–'
  if (unit === 'ms') return Math.abs(value) < 1000 ? `${rounded(value)} ms` : `${rounded(value / 1000)} s`
  if (unit === 'B/s' || unit === 'B' || unit === 'bytes') return scaled(value, unit === 'bytes' ? 'B' : unit)
  return unit === '' ? rounded(value) : `${rounded(value)} ${unit}`
}

/** `99.95 %`, rounded down, so that 100 % is said only of what never failed. */
export function percentWords(percent: number | null, decimals = 2): string {
  if (percent === null) return '–'
  const factor = 10 ** decimals
  const floored = Math.floor(percent * factor + 1e-9) / factor
  return `${floored === 100 ? '100' : floored.toFixed(decimals)} %`
}

function scaled(value: number, unit: string): string {
  const power = Math.abs(value) < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(Math.abs(value)) / 3))
  return `${rounded(value / 1000 ** power)} ${THOUSANDS[power] ?? ''}${unit}`
}

/** Three digits are as many as can be compared at a glance. */
function rounded(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || value === 0) return String(Math.round(value))
  return String(Number(value.toFixed(size >= 10 ? 1 : 2)))
}
