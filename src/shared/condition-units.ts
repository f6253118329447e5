/** What a unit measures. */
type Dimension = 'share' | 'time' | 'size' | 'rate' | 'temperature'

/** A unit as conditions are written with it; `factor` times an amount of it is in %, ms, B, B/s or °C. */
export interface ConditionUnit {
  readonly symbol: string
  readonly dimension: Dimension
  readonly factor: number
}

const SIZES: readonly (readonly [symbol: string, bytes: number])[] = [
  ['B', 1],
  ...['k', 'M', 'G', 'T'].map((prefix, index) => [`${prefix}B`, 1000 ** (index + 1)] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti'].map((prefix, index) => [`${prefix}B`, 1024 ** (index + 1)] as const),
]

/** All units, by how they are printed. */
export const CONDITION_UNITS: readonly ConditionUnit[] = [
  { symbol: '%', dimension: 'share', factor: 1 },
  { symbol: 'ms', dimension: 'time', factor: 1 },
  { symbol: 's', dimension: 'time', factor: 1000 },
  { symbol: 'min', dimension: 'time', factor: 60_000 },
  { symbol: 'h', dimension: 'time', factor: 3_600_000 },
  { symbol: 'd', dimension: 'time', factor: 86_400_000 },
  ...SIZES.map(([symbol, factor]) => ({ symbol, dimension: 'size' as const, factor })),
  ...SIZES.map(([symbol, factor]) => ({ symbol: `${symbol}/s`, dimension: 'rate' as const, factor })),
  { symbol: '°C', dimension: 'temperature', factor: 1 },
]

/** Other ways in which the same is written, also by the applications whose metrics are watched. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    percent: '%',
    milliseconds: 'ms',
    sec: 's',
    seconds: 's',
    minutes: 'min',
    hours: 'h',
    days: 'd',
    bytes: 'b',
    'bytes/s': 'b/s',
    c: '°c',
    celsius: '°c',
  }),
)

const BY_SYMBOL: ReadonlyMap<string, ConditionUnit> = new Map(
  CONDITION_UNITS.map(unit => [unit.symbol.toLowerCase(), unit]),
)

/** The unit that is written so, in whatever case; undefined where there is none. */
export function conditionUnit(word: string): ConditionUnit | undefined {
  const plain = word.toLowerCase()
  return BY_SYMBOL.get(SPELLINGS.get(plain) ?? plain)
}

/** An amount as it is in another unit: 2 GB is 2000000000 in `B`. Null where the two do not measure the same. */
export function amountIn(amount: number, unit: ConditionUnit, wanted: string): number | null {
  const other = conditionUnit(wanted)
  return other?.dimension === unit.dimension ? (amount * unit.factor) / other.factor : null
}
