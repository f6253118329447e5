import type { Activity } from '#shared/realtime.ts'

/** What is remembered; beyond it the oldest goes. */
const MOST = 500

/** What happened elsewhere, the latest of it. */
export class ActivityFeed {
  readonly #ring: (Activity | undefined)[] = new Array(MOST)
  #count = 0

  /** How much there ever was. */
  get count(): number {
    return this.#count
  }

  add(activity: Omit<Activity, 'id'>): void {
    this.#count++
    this.#ring[this.#count % MOST] = { id: this.#count, ...activity }
  }

  /** Newest first. */
  latest({ channel, limit }: { readonly channel?: string | undefined; readonly limit: number }): Activity[] {
    const found: Activity[] = []
    for (let id = this.#count; id > 0 && id > this.#count - MOST && found.length < limit; id--) {
      const activity = this.#ring[id % MOST]
      if (activity && (channel === undefined || activity.channel === channel)) found.push(activity)
    }
    return found
  }
}
