import type { Kept } from '../checkers/checker.ts'

/** What checkers keep between checks (connection pools), by the monitor they keep it for. */
export class KeptResources {
  readonly #byOwner = new Map<string, Map<string, { readonly value: Kept }>>()

  /** The `keep` function handed to one monitor's checks. What is kept under a key must always be of one type. */
  keeperFor(owner: string): <T extends Kept>(key: string, make: () => T) => T {
    return <T extends Kept>(key: string, make: () => T): T => {
      const kept = this.#byOwner.get(owner) ?? new Map<string, { readonly value: Kept }>()
      this.#byOwner.set(owner, kept)
      const known = kept.get(key)
      if (known && isMadeBy<T>(known.value, key, kept)) return known.value
      const value = make()
      kept.set(key, { value })
      return value
    }
  }

  /** Closes what was kept for one monitor: its check changed, or it is gone. */
  async release(owner: string): Promise<void> {
    const kept = this.#byOwner.get(owner)
    this.#byOwner.delete(owner)
    await Promise.allSettled([...(kept?.values() ?? [])].map(entry => entry.value.close()))
  }

  async releaseAll(): Promise<void> {
    await Promise.all([...this.#byOwner.keys()].map(owner => this.release(owner)))
  }
}

/** A key belongs to one checker, which always makes the same type under it. */
function isMadeBy<T extends Kept>(
  value: Kept,
  key: string,
  kept: ReadonlyMap<string, { readonly value: Kept }>,
): value is T {
  return kept.get(key)?.value === value
}
