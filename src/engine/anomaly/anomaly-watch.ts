import { setImmediate } from 'node:timers/promises'
import type { AnomaliesConfig } from '#shared/anomaly-config.ts'
import type { SeriesInfo } from '#shared/history.ts'
import type { Clock, Timer } from '../clock.ts'
import { HistoryFailure, type HistoryRow, type HistoryStore } from '../history/history-store.ts'
import { seriesKey } from '../history/series-key.ts'
import { machineTimeZone } from '../machine-time-zone.ts'
import { type Baseline, type LearntHour, learnBaseline, type SpreadFloor } from './baseline.ts'
import { type Deviation, deviationFrom } from './deviation.ts'
import { HoursOfWeek } from './hours-of-week.ts'

export interface AnomalyWatchOptions {
  readonly clock: Clock
  /** May throw HistoryFailure while the store is being opened. */
  readonly store: () => HistoryStore
  readonly config: () => AnomaliesConfig
  /** By its clock the hours of the week are told; left out: that of this machine. */
  readonly timeZone?: string
  /** What came in the way of learning that is not the store's to say. */
  readonly onProblem?: (error: unknown) => void
}

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000] as const
/** What is watched is to be seen first. In ms. */
const FIRST_AFTER_MS = 10_000
const PAGE_ROWS = 2000

/** A response time must be half again as long at medium sensitivity, and 25 ms longer; a share 10 points off. */
const FLOORS: Readonly<Record<'time' | 'share' | 'value', SpreadFloor>> = {
  time: { share: 0.1, least: 5 },
  share: { share: 0.05, least: 2 },
  value: { share: 0.05, least: 0 },
}

/**
 * Knows how the chosen monitors and metrics usually are at each hour of the week, learnt from the hourly roll-ups of the
 * history, anew each hour. Without any that is chosen it does nothing.
 */
export class AnomalyWatch {
  readonly #options: AnomalyWatchOptions
  readonly #hours: HoursOfWeek
  #baselines: ReadonlyMap<string, Baseline> = new Map()
  #timer: Timer | null = null
  #learning: Promise<void> | null = null
  /** Another than that of the pass under way: it was told to stop. */
  #pass = 0
  #isStarted = false

  constructor(options: AnomalyWatchOptions) {
    this.#options = options
    this.#hours = new HoursOfWeek(options.timeZone ?? machineTimeZone())
  }

  start(): void {
    this.#isStarted = true
    this.#learnAfter(FIRST_AFTER_MS)
  }

  /** Takes a changed configuration over. */
  apply(): void {
    if (this.#isStarted) this.#learnAfter(0)
  }

  /** Ends what is under way, and waits for it. */
  async stop(): Promise<void> {
    this.#isStarted = false
    this.#pass++
    this.#timer?.cancel()
    await this.#learning
  }

  /**
   * How far a value is from what it usually is at the hour of `now` (ms since the epoch); null where it is not compared,
   * or not enough has been learnt of that hour.
   */
  deviationOf(type: string, id: string, value: number | null, now: number): Deviation | null {
    if (this.#baselines.size === 0 || value === null || !Number.isFinite(value)) return null
    const baseline = this.#baselines.get(`${type}:${id}`)
    if (baseline === undefined) return null
    const hour = this.#hours.at(now)
    const usual = baseline[hour]
    // Something that has always been zero has no spread at all: nothing can be said of it.
    if (!usual || usual.spread === 0) return null
    const { sensitivity } = this.#options.config()
    return deviationFrom(usual, value, type === 'metric' ? 'value' : 'time', sensitivity, hour)
  }

  #learnAfter(ms: number): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#pass++
    if (wantedIn(this.#options.config()).size === 0) {
      this.#baselines = new Map()
      return
    }
    const pass = this.#pass
    this.#timer = this.#options.clock.after(ms, () => {
      const before = this.#learning ?? Promise.resolve()
      this.#learning = before.then(() => this.#learn(pass)).catch(() => {})
    })
  }

  async #learn(pass: number): Promise<void> {
    if (pass !== this.#pass) return
    let nextMs: number = HOUR_MS
    try {
      await this.#learnAll(pass)
    } catch (error) {
      if (!(error instanceof HistoryFailure)) this.#options.onProblem?.(error)
      nextMs = MINUTE_MS
    }
    if (pass === this.#pass && this.#isStarted) this.#learnAfter(nextMs)
  }

  /** One series after the other, so that nothing else waits for long. */
  async #learnAll(pass: number): Promise<void> {
    const store = this.#options.store()
    const wanted = wantedIn(this.#options.config())
    const found = (await store.series()).filter(info => wanted.has(seriesKey(info)))
    const learnt = new Map<string, Baseline>()
    for (const info of found) {
      const baseline = learnBaseline(await this.#hoursOf(store, info, pass), floorOf(info))
      if (pass !== this.#pass) return
      if (baseline) learnt.set(seriesKey(info), baseline)
      await setImmediate()
    }
    this.#baselines = learnt
  }

  async #hoursOf(
    store: HistoryStore,
    { kind, id }: SeriesInfo,
    pass: number,
  ): Promise<readonly LearntHour[]> {
    const toMs = this.#options.clock.now()
    const fromMs = toMs - this.#options.config().learnDays * DAY_MS
    const hours: LearntHour[] = []
    let after: string | null = null
    do {
      const query = { series: [{ kind, id }], level: 'hour' as const, fromMs, toMs, after, limit: PAGE_ROWS }
      const page = await store.page(query)
      for (const row of page.rows) {
        const hour = this.#learntHour(row)
        // The hour that goes on is what is compared.
        if (hour !== null && row.at + HOUR_MS <= toMs) hours.push(hour)
      }
      after = page.next
    } while (after !== null && pass === this.#pass)
    return hours
  }

  #learntHour({ at, p50, p95, average }: HistoryRow): LearntHour | null {
    const median = p50 ?? average
    if (median === null) return null
    // Where the clock is half an hour off, an hour of UTC is of two hours: its middle counts.
    const hourOfWeek = this.#hours.at(at + HOUR_MS / 2)
    return { at, hourOfWeek, median, above: Math.max(0, (p95 ?? median) - median) }
  }
}

function wantedIn({ monitors, metrics }: AnomaliesConfig): ReadonlySet<string> {
  return new Set([...monitors.map(id => `monitor:${id}`), ...metrics.map(id => `metric:${id}`)])
}

function floorOf({ kind, unit }: SeriesInfo): SpreadFloor {
  return kind === 'metric' ? (unit === '%' ? FLOORS.share : FLOORS.value) : FLOORS.time
}
