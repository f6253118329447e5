/** Samples kept one by one: half an hour at the default cadence of 2 s. */
const EXACT = 900
/** 24 h of one-minute averages. */
const MINUTES = 1440
const MINUTE_MS = 60_000

/** One point of a series: moment in ms since the epoch, and the value; null is a gap. */
export type SamplePoint = [number, number | null]

/** The last 24 h of one metric in about 22 KB: the latest 900 samples one by one, before that minute averages. */
export class RecentSamples {
  readonly #times = new Float64Array(EXACT)
  readonly #values = new Float32Array(EXACT)
  #count = 0
  readonly #minutes = new Uint32Array(MINUTES)
  readonly #sums = new Float32Array(MINUTES)
  readonly #counts = new Uint16Array(MINUTES)

  add(at: number, value: number | null): void {
    const index = this.#count++ % EXACT
    this.#times[index] = at
    this.#values[index] = value ?? Number.NaN
    if (value === null) return
    const minute = Math.floor(at / MINUTE_MS)
    const slot = minute % MINUTES
    if (this.#minutes[slot] !== minute) {
      this.#minutes[slot] = minute
      this.#sums[slot] = 0
      this.#counts[slot] = 0
    }
    this.#sums[slot] = (this.#sums[slot] ?? 0) + value
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1
  }

  /** Puts samples before those that it has: what is remembered from before a restart, oldest first. */
  recall(older: readonly SamplePoint[]): void {
    const { points: own } = this.#between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    const first = own[0]?.[0] ?? Number.POSITIVE_INFINITY
    this.#count = 0
    this.#minutes.fill(0)
    for (const [at, value] of [...older.filter(([moment]) => moment < first), ...own]) this.add(at, value)
  }

  /**
   * The series from `fromMs` to `toMs`, oldest first, in at most about `points` steps, each the average of its samples.
   * Where nothing was measured for longer than usual there is one point with null, so that a chart draws a gap.
   */
  series(fromMs: number, toMs: number, points: number): SamplePoint[] {
    const { points: raw, coarseUntil } = this.#between(fromMs, toMs)
    const span = Math.max(1, toMs - fromMs)
    const step = span / points
    const usual = usualGap(raw.filter(point => point[0] > coarseUntil))
    const out: SamplePoint[] = []
    let previous: number | null = null
    for (let i = 0; i < raw.length; ) {
      const first = raw[i]
      if (!first) break
      const bin = Math.floor((first[0] - fromMs) / step)
      let [sum, count, last] = [0, 0, first[0]]
      for (; i < raw.length; i++) {
        const point = raw[i]
        if (!point || Math.floor((point[0] - fromMs) / step) !== bin) break
        if (point[1] !== null) {
          sum += point[1]
          count++
        }
        last = point[0]
      }
      const expected = Math.max(previous !== null && previous <= coarseUntil ? MINUTE_MS : usual, step)
      if (previous !== null && first[0] - previous > expected * 3) out.push([previous + expected, null])
      out.push([last, count === 0 ? null : sum / count])
      previous = last
    }
    return out
  }

  /** Minute averages up to where single samples begin, then those. */
  #between(fromMs: number, toMs: number): { points: SamplePoint[]; coarseUntil: number } {
    const available = Math.min(this.#count, EXACT)
    const exact: SamplePoint[] = []
    for (let i = this.#count - available; i < this.#count; i++) {
      const at = this.#times[i % EXACT] ?? 0
      const value = this.#values[i % EXACT] ?? Number.NaN
      if (at >= fromMs && at <= toMs) exact.push([at, Number.isNaN(value) ? null : value])
    }
    const exactFrom = available === 0 ? toMs : (this.#times[(this.#count - available) % EXACT] ?? toMs)
    if (fromMs >= exactFrom) return { points: exact, coarseUntil: Number.NEGATIVE_INFINITY }
    const coarse: SamplePoint[] = []
    const lastMinute = Math.floor(Math.min(exactFrom, toMs) / MINUTE_MS) - 1
    const firstMinute = Math.max(Math.floor(fromMs / MINUTE_MS), lastMinute - MINUTES + 1)
    for (let minute = firstMinute; minute <= lastMinute; minute++) {
      const slot = minute % MINUTES
      const count = this.#counts[slot] ?? 0
      if (this.#minutes[slot] === minute && count > 0) {
        coarse.push([minute * MINUTE_MS + MINUTE_MS / 2, (this.#sums[slot] ?? 0) / count])
      }
    }
    return { points: [...coarse, ...exact], coarseUntil: coarse.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY }
  }
}

/** The median distance between samples, in ms. */
function usualGap(points: readonly SamplePoint[]): number {
  const gaps: number[] = []
  for (let i = 1; i < points.length; i++) gaps.push((points[i]?.[0] ?? 0) - (points[i - 1]?.[0] ?? 0))
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? 2000
}
