/** Values are told apart by 1 %: the error of a quantile is at most that of its own value. */
const ACCURACY = 0.01
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
const LOG_GAMMA = Math.log(GAMMA)
/** Closer to zero than this is zero: a microsecond of response time. */
const SMALLEST = 1e-3

/**
 * Counts values in bins that grow by a fixed ratio, so that sketches of parts add up to exactly the sketch of the whole
 * and quantiles are right to 1 % of their value (DDSketch: Masson, Rim, Lee, VLDB 2019). Some ten bytes for a few values, some
 * hundred for thousands.
 */
export class QuantileSketch {
  /** Number of values by bin; bin 0 is zero, bins of negative values are negative. */
  readonly #bins = new Map<number, number>()
  #count = 0

  get count(): number {
    return this.#count
  }

  add(value: number, times = 1): void {
    const bin = binOf(value)
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + times)
    this.#count += times
  }

  merge(other: QuantileSketch): void {
    for (const [bin, count] of other.#bins) this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count)
    this.#count += other.#count
  }

  /** The values at these shares of all, each from 0 to 1, ascending; null where there is none. */
  quantiles(shares: readonly number[]): (number | null)[] {
    if (this.#count === 0) return shares.map(() => null)
    const bins = [...this.#bins].sort(([a], [b]) => a - b)
    return shares.map(share => {
      const rank = share * (this.#count - 1)
      let seen = 0
      for (const [bin, count] of bins) {
        seen += count
        if (seen > rank) return middleOf(bin)
      }
      return middleOf(bins.at(-1)?.[0] ?? 0)
    })
  }

  /** Bins and counts as pairs of variable-length integers, each bin as the distance to the one before. */
  toBytes(): Uint8Array {
    const bytes: number[] = []
    let before = 0
    for (const [bin, count] of [...this.#bins].sort(([a], [b]) => a - b)) {
      pushVarint(bytes, zigzag(bin - before))
      pushVarint(bytes, count)
      before = bin
    }
    return Uint8Array.from(bytes)
  }

  static fromBytes(bytes: Uint8Array): QuantileSketch {
    const sketch = new QuantileSketch()
    let [at, bin] = [0, 0]
    const next = () => {
      let [value, factor] = [0, 1]
      for (;;) {
        const byte = bytes[at++] ?? 0
        value += (byte & 0x7f) * factor
        if (byte < 0x80) return value
        factor *= 128
      }
    }
    while (at < bytes.length) {
      bin += unzigzag(next())
      const count = next()
      sketch.#bins.set(bin, (sketch.#bins.get(bin) ?? 0) + count)
      sketch.#count += count
    }
    return sketch
  }
}

/** The smallest magnitude has bin 1, so that zero can be 0. */
const FIRST = Math.ceil(Math.log(SMALLEST) / LOG_GAMMA)

function binOf(value: number): number {
  const magnitude = Math.abs(value)
  if (magnitude < SMALLEST) return 0
  const bin = Math.ceil(Math.log(magnitude) / LOG_GAMMA) - FIRST + 1
  return value < 0 ? -bin : bin
}

function middleOf(bin: number): number {
  if (bin === 0) return 0
  const magnitude = (2 * GAMMA ** (Math.abs(bin) + FIRST - 1)) / (GAMMA + 1)
  return bin < 0 ? -magnitude : magnitude
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

function pushVarint(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
}
