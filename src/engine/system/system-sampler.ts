import type { TopProcess } from '#shared/contract.ts'
import type { Clock, Timer } from '../clock.ts'
import type { MetricSample } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'
import { type Batch, SourceTrack } from './source-track.ts'

/** From the first reading of the counters to the first sample: long enough for a CPU value worth showing. */
const FIRST_SAMPLE_MS = 150
/** A source has this long to answer before its metrics are shown as not measured. */
const DEADLINE_MS = 5000
/** How long `stop` waits for a source at work: what hangs in the kernel cannot be ended. */
const STOP_MS = 500

/** Which processes to list. */
export interface TopProcessesQuery {
  readonly by: 'cpu' | 'memory'
  readonly count: number
}

/** Takes samples as they come, and the ids of metrics that no longer exist. */
export type SamplesListener = (samples: readonly MetricSample[], gone: readonly string[]) => void

export interface SystemSamplerOptions {
  readonly clock: Clock
  /** Seconds between two samples; sources that cost more have their own, longer interval. */
  readonly sampleSeconds: number
  /** What to read: `machineSources` of this machine. */
  readonly sources: readonly MetricSource[]
  readonly topProcesses: (query: TopProcessesQuery) => Promise<readonly TopProcess[]>
}

/**
 * Measures this machine at a steady beat and passes samples on. It judges nothing: thresholds are applied by the
 * status book. Whatever fails or hangs shows as a metric without a value; nothing throws out of here.
 */
export class SystemSampler {
  readonly #clock: Clock
  readonly #tracks: readonly SourceTrack[]
  readonly #topProcesses: SystemSamplerOptions['topProcesses']
  #beatMs: number
  #timer: Timer | null = null
  #listener: SamplesListener | null = null
  #running: AbortController | null = null
  #awaitsFirst = false

  constructor(options: SystemSamplerOptions) {
    this.#clock = options.clock
    this.#beatMs = options.sampleSeconds * 1000
    this.#tracks = options.sources.map(source => new SourceTrack(source, options.clock, DEADLINE_MS))
    this.#topProcesses = options.topProcesses
  }

  /** Begins to sample. The first samples come within 200 ms, in one or more batches; starting twice changes the listener. */
  start(onSamples: SamplesListener): void {
    this.#listener = onSamples
    if (this.#running) return
    const running = new AbortController()
    this.#running = running
    for (const track of this.#tracks) {
      if (track.source.counts) void track.prime(running.signal)
      else this.#pass(track.read(running.signal))
    }
    this.#awaitsFirst = true
    this.#timer = this.#clock.after(FIRST_SAMPLE_MS, () => this.#beat())
  }

  /** Ends sampling and waits for what is being read, half a second at most. Nothing is passed on after this call. */
  async stop(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = null
    this.#listener = null
    this.#running?.abort()
    this.#running = null
    const busy = this.#tracks.flatMap(track => track.busy ?? [])
    if (busy.length === 0) return
    let limit: Timer | undefined
    const enough = new Promise<void>(resolve => {
      limit = this.#clock.after(STOP_MS, resolve)
    })
    await Promise.race([Promise.all(busy), enough])
    limit?.cancel()
  }

  /** Changes the interval, in seconds, from now on. */
  setInterval(sampleSeconds: number): void {
    this.#beatMs = sampleSeconds * 1000
    if (!this.#running || this.#awaitsFirst) return
    this.#timer?.cancel()
    this.#timer = this.#clock.after(this.#beatMs, () => this.#beat())
  }

  /** Reads everything now, whatever its interval, and answers when all have answered or passed their deadline. */
  async sampleNow(): Promise<readonly MetricSample[]> {
    const signal = this.#running?.signal ?? new AbortController().signal
    if (!this.#running) await this.#primeAll(signal)
    const batches = await Promise.all(this.#tracks.map(track => this.#pass(track.read(signal))))
    return batches.flatMap(batch => batch.samples)
  }

  /** The processes that use most CPU or memory right now. Measures for a fraction of a second. */
  topProcesses(query: TopProcessesQuery): Promise<readonly TopProcess[]> {
    return this.#topProcesses(query)
  }

  async #primeAll(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#tracks.filter(track => track.source.counts).map(track => track.prime(signal)))
    await new Promise<void>(resolve => {
      this.#clock.after(FIRST_SAMPLE_MS, resolve)
    })
  }

  #beat(): void {
    const running = this.#running
    if (!running) return
    const first = this.#awaitsFirst
    this.#awaitsFirst = false
    this.#timer = this.#clock.after(this.#beatMs, () => this.#beat())
    const ready: Batch[] = []
    for (const track of this.#tracks) {
      if (!(first ? track.source.counts : track.isDue(this.#beatMs))) continue
      const batch = track.read(running.signal)
      if (batch instanceof Promise) this.#pass(batch)
      else ready.push(batch)
    }
    // What could be read at once goes out as one batch.
    this.#tell({ samples: ready.flatMap(b => b.samples), gone: ready.flatMap(b => b.gone) })
  }

  async #pass(batch: Batch | Promise<Batch>): Promise<Batch> {
    const running = this.#running
    const done = await batch
    if (running === this.#running) this.#tell(done)
    return done
  }

  #tell(batch: Batch): void {
    if (batch.samples.length > 0 || batch.gone.length > 0) this.#listener?.(batch.samples, batch.gone)
  }
}
