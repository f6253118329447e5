import type { CheckContext, Kept } from '#engine/checkers/checker.ts'

/** Keeps for checkers what they keep between checks, as the engine does for each monitor. */
export interface Keeper {
  readonly keep: CheckContext['keep']
  /** Closes all that was kept, as when the monitor changes. */
  close(): Promise<void>
}

/** A keeper for one test. */
export function testKeeper(): Keeper {
  const kept = new Map<string, Kept>()
  return {
    keep(key, make) {
      const made = make()
      const before = kept.get(key)
      if (before && isOneOf(before, made)) return before
      kept.set(key, made)
      return made
    },
    async close() {
      for (const one of kept.values()) await one.close()
      kept.clear()
    },
  }
}

function isOneOf<T extends Kept>(candidate: Kept, like: T): candidate is T {
  return candidate.constructor === like.constructor
}
