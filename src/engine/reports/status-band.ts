import type { StatusSpan } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'

/** What a part of a band says; where nothing was watched there is none. */
export type BandState = Status | 'excused'

/** A part of a range of time, both ends from 0 to 1, and its worst state. */
export interface BandPart {
  readonly from: number
  readonly to: number
  readonly state: BandState
}

/** From what is shown least to what is shown most; 0 is nothing. */
const STATES: readonly BandState[] = ['healthy', 'excused', 'unknown', 'degraded', 'unhealthy']

/** The worst status of each of a fixed number of steps: as much memory for a minute as for five years. */
export class StatusBand {
  readonly #ranks: Uint8Array
  readonly #fromMs: number
  readonly #stepMs: number

  constructor(fromMs: number, toMs: number, steps: number) {
    this.#ranks = new Uint8Array(steps)
    this.#fromMs = fromMs
    this.#stepMs = (toMs - fromMs) / steps
  }

  add({ fromMs, toMs, status, excuse }: StatusSpan, untilMs: number): void {
    const rank = STATES.indexOf(excuse === null ? status : 'excused') + 1
    const first = Math.max(0, Math.floor((fromMs - this.#fromMs) / this.#stepMs))
    const end = Math.ceil((Math.min(toMs ?? untilMs, untilMs) - this.#fromMs) / this.#stepMs)
    for (let step = first; step < Math.min(end, this.#ranks.length); step++) {
      this.#ranks[step] = Math.max(this.#ranks[step] ?? 0, rank)
    }
  }

  /** Neighbours of one state as one part. */
  parts(): readonly BandPart[] {
    const parts: BandPart[] = []
    const steps = this.#ranks.length
    for (let from = 0; from < steps; ) {
      const rank = this.#ranks[from] ?? 0
      let to = from + 1
      while (to < steps && this.#ranks[to] === rank) to++
      const state = STATES[rank - 1]
      if (state) parts.push({ from: from / steps, to: to / steps, state })
      from = to
    }
    return parts
  }
}
