const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

/** "5.2 of 16 GiB": two amounts in bytes, both in the unit that suits the larger one. */
export function amountOf(used: number, total: number): string {
  let unit = 0
  while (unit < UNITS.length - 1 && total / 1024 ** unit >= 1024) unit++
  const scale = 1024 ** unit
  return `${figures(used / scale)} of ${figures(total / scale)} ${UNITS[unit] ?? 'B'}`
}

/** One decimal below ten, none above: what a person takes in at a glance. */
function figures(value: number): string {
  const oneDecimal = Math.round(value * 10) / 10
  return oneDecimal < 10 ? String(oneDecimal) : String(Math.round(value))
}
