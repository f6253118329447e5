/** Real-time events as they travel on the contract. Moments in ms since the epoch (UTC). */
import { z } from 'zod'

/** One channel that is listened to. */
export const channelViewSchema = z.object({
  name: z.string(),
  state: z.enum(['subscribing', 'subscribed', 'failed']),
  /** Why it could not be subscribed to, or that it is silent: "No events for 12 min"; else empty. */
  message: z.string(),
  /** Events within the last minute, and since the start. */
  perMinute: z.number(),
  events: z.number(),
  /** Events that could not be understood. */
  invalid: z.number(),
  lastAt: z.number().nullable(),
  /** Members of a presence channel; null of others. */
  members: z.number().nullable(),
})
export type ChannelView = z.infer<typeof channelViewSchema>

export const realtimeViewSchema = z.object({
  /** Null where it is off. */
  listening: z
    .object({
      state: z.enum(['connecting', 'connected', 'unavailable', 'failed']),
      /** Where: "cluster eu" or the address of the host. */
      place: z.string(),
      since: z.number(),
      /** Why it is not connected, and what to do; else empty. */
      message: z.string(),
      channels: z.array(channelViewSchema),
      /** The latest event that could not be understood, a sentence; else empty. */
      lastInvalid: z.string(),
      /** What is asked instead while channels are silent; else empty. */
      fallback: z.string(),
    })
    .nullable(),
  publishing: z
    .object({
      state: z.enum(['starting', 'leading', 'standing-by', 'failed']),
      /** Who leads, where it is another. */
      leader: z.string(),
      message: z.string(),
      events: z.number(),
      lastAt: z.number().nullable(),
    })
    .nullable(),
  relay: z
    .object({
      /** The address to give to others as host. */
      address: z.string(),
      connections: z.number(),
      channels: z.number(),
      events: z.number(),
    })
    .nullable(),
  /** Grows with what comes into the feed, at most once a second. */
  feedRevision: z.number(),
})
export type RealtimeView = z.infer<typeof realtimeViewSchema>

/** One thing that happened elsewhere: an event of a channel, a message on a WebSocket. */
export const activitySchema = z.object({
  id: z.number(),
  at: z.number(),
  /** The channel, or the path of the endpoint. */
  channel: z.string(),
  event: z.string(),
  kind: z.enum(['progress', 'activity', 'update', 'alert', 'invalid', 'other']),
  /** In plain words, short. */
  text: z.string(),
  /** 0 to 100, of progress that says so. */
  percent: z.number().nullable(),
})
export type Activity = z.infer<typeof activitySchema>
