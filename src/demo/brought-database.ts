import type { Actor } from './actors/start-actor.ts'
import { type Freezable, freezable, type Thawer } from './freezable.ts'
import type { Database } from './staged-database.ts'

export interface BroughtDatabase {
  readonly url: string
  /** Starts its process, on the same port each time. */
  begin(): Promise<Actor<null, never>>
  readonly thawer: Thawer
}

interface Running {
  readonly actor: Actor<null, never>
  readonly freezing: Freezable
}

/** What takes an installed program's place: a process of ours, started anew after it was stopped or ended by itself. */
export function broughtDatabase({ url, begin, thawer }: BroughtDatabase): Database {
  let running: Running | null = null
  return {
    url,
    async start() {
      if (running !== null) return
      const actor = await begin()
      const begun = { actor, freezing: freezable(actor, thawer) }
      running = begun
      void actor.ended.then(() => {
        if (running === begun) running = null
      })
    },
    async stop() {
      await running?.actor.end()
      running = null
    },
    freeze: async () => running?.freezing.freeze(),
    thaw: async () => running?.freezing.thaw(),
  }
}
