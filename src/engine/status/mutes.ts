import type { Mute, Target } from '#shared/views.ts'

/** A watched thing, by everything it can be muted through. */
export interface Mutable {
  readonly targets: readonly Target[]
}

const keyOf = (target: Target) => `${target.scope}:${target.id}`

/** Everything that is muted, by target. Immutable: each change makes a new one. */
export class Mutes {
  readonly #byTarget: ReadonlyMap<string, Mute>

  constructor(mutes: Iterable<Mute> = []) {
    this.#byTarget = new Map([...mutes].map(mute => [keyOf(mute.target), mute]))
  }

  /** All of them, oldest first. */
  all(): Mute[] {
    return [...this.#byTarget.values()].sort((a, b) => a.since - b.since)
  }

  /** The mute that covers a thing through any of its targets at this moment; null if none does. */
  covering(targets: readonly Target[], nowMs: number): Mute | null {
    for (const target of targets) {
      const mute = this.#byTarget.get(keyOf(target))
      if (mute && (mute.until === null || mute.until > nowMs)) return mute
    }
    return null
  }

  with(mutes: readonly Mute[]): Mutes {
    return new Mutes([...this.#byTarget.values(), ...mutes])
  }

  without(targets: readonly Target[]): Mutes {
    const gone = new Set(targets.map(keyOf))
    return new Mutes(this.all().filter(mute => !gone.has(keyOf(mute.target))))
  }

  /** Drops what has run out; the same object where nothing has. */
  expired(nowMs: number): Mutes {
    const left = this.all().filter(mute => mute.until === null || mute.until > nowMs)
    return left.length === this.#byTarget.size ? this : new Mutes(left)
  }

  /** The moment the next one runs out, in ms since the epoch; null if none will. */
  nextExpiry(): number | null {
    let next: number | null = null
    for (const mute of this.#byTarget.values()) {
      if (mute.until !== null && (next === null || mute.until < next)) next = mute.until
    }
    return next
  }
}
