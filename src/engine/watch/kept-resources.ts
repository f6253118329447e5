import type { CheckContext, Kept } from '../checkers/checker.ts'

/** What checkers keep between checks (connection pools), by the monitor they keep it for: one of each class. */
export class KeptResources {
  readonly #byOwner = new Map<string, Kept[]>()

  /** The `keep` function handed to one monitor's checks. */
  keeperFor(owner: string): CheckContext['keep'] {
    return <T extends Kept>(Type: new () => T): T => {
      const kept = this.#byOwner.get(owner) ?? []
      for (const one of kept) if (one instanceof Type) return one
      const made = new Type()
      this.#byOwner.set(owner, [...kept, made])
      return made
    }
  }

  /** Closes what was kept for one monitor: its check changed, or it is gone. */
  async release(owner: string): Promise<void> {
    const kept = this.#byOwner.get(owner) ?? []
    this.#byOwner.delete(owner)
    await Promise.allSettled(kept.map(one => one.close()))
  }

  async releaseAll(): Promise<void> {
    await Promise.all([...this.#byOwner.keys()].map(owner => this.release(owner)))
  }
}
