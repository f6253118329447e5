import type { Activity, RealtimeView } from '#shared/realtime.ts'

/** Real-time events, in and out, and the relay of our own. */
export class Realtime {
  view(): RealtimeView {
    return { listening: null, publishing: null, relay: null, feedRevision: 0 }
  }

  /** What happened elsewhere, newest first. */
  activity(_query: { readonly channel?: string | undefined; readonly limit: number }): Activity[] {
    return []
  }
}
