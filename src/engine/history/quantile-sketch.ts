/** Values are told apart by 1 %: the error of a quantile is at most that of its own value. */
const ACCURACY = 0.01
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
const LOG_GAMMA = Math.log(GAMMA)
/** Closer to zero than this is zero: a microsecond of response time. */
const SMALLEST = 1e-3
/** Bins are made room for by at least so many at once. */
const ROOM = 16

/**
 * Counts values in bins that grow by a fixed ratio, so that sketches of parts add up to exactly the sketch of the whole
 * and quantiles are right to 1 % of their value (DDSketch: Masson, Rim, Lee, VLDB 2019). Some ten bytes for a few values, some
 * hundred for thousands.
 */
export class QuantileSketch {
  /** Number of values by bin, from bin `#first` on; bin 0 is zero, bins of negative values are negative. */
  #counts: number[] = []
  #first = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  add(value: number, times = 1): void {
    this.#addTo(binOf(value), times)
  }

  merge(other: QuantileSketch): void {
    other.#counts.forEach((count, index) => {
      if (count > 0) this.#addTo(other.#first + index, count)
    })
  }

  /** Adds what `toBytes` of another one wrote. */
  mergeBytes(bytes: Uint8Array): void {
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
      // What is damaged must not ask for all the memory there is.
      if (Math.abs(bin) > LAST) throw new RangeError('These are not the bytes of a sketch.')
      this.#addTo(bin, next())
    }
  }

  /** The values at these shares of all, each from 0 to 1, ascending; null where there is none. */
  quantiles(shares: readonly number[]): (number | null)[] {
    if (this.#count === 0) return shares.map(() => null)
    let [index, seen] = [-1, 0]
    return shares.map(share => {
      const rank = share * (this.#count - 1)
      while (seen <= rank && index < this.#counts.length - 1) seen += this.#counts[++index] ?? 0
      return middleOf(this.#first + index)
    })
  }

  /** Bins and counts as pairs of variable-length integers, each bin as the distance to the one before. */
  toBytes(): Uint8Array {
    const bytes: number[] = []
    let before = 0
    this.#counts.forEach((count, index) => {
      if (count === 0) return
      const bin = this.#first + index
      pushVarint(bytes, zigzag(bin - before))
      pushVarint(bytes, count)
      before = bin
    })
    return Uint8Array.from(bytes)
  }

  static fromBytes(bytes: Uint8Array): QuantileSketch {
    const sketch = new QuantileSketch()
    sketch.mergeBytes(bytes)
    return sketch
  }

  #addTo(bin: number, times: number): void {
    const index = bin - this.#first
    if (index < 0 || index >= this.#counts.length) {
      this.#makeRoomFor(bin)
      this.#addTo(bin, times)
      return
    }
    this.#counts[index] = (this.#counts[index] ?? 0) + times
    this.#count += times
  }

  #makeRoomFor(bin: number): void {
    const { length } = this.#counts
    const spare = Math.ceil(Math.max(ROOM, length) / 2)
    const first = length === 0 || bin < this.#first ? bin - spare : this.#first
    const end = Math.max(length === 0 ? bin : this.#first + length, bin + spare)
    const counts = new Array<number>(end - first).fill(0)
    for (let index = 0; index < length; index++) {
      counts[index + this.#first - first] = this.#counts[index] ?? 0
    }
    this.#first = first
    this.#counts = counts
  }
}

/** The smallest magnitude has bin 1, so that zero can be 0. */
const FIRST = Math.ceil(Math.log(SMALLEST) / LOG_GAMMA)
/** The bin of the largest number there is. */
const LAST = Math.ceil(Math.log(Number.MAX_VALUE) / LOG_GAMMA) - FIRST + 1

function binOf(value: number): number {
  const magnitude = Math.abs(value)
  if (!(magnitude >= SMALLEST)) return 0
  const bin = Math.min(LAST, Math.ceil(Math.log(magnitude) / LOG_GAMMA) - FIRST + 1)
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
