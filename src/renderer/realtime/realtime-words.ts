import { formatDuration } from '#shared/format-duration.ts'
import type { Activity, ChannelView, RealtimeView } from '#shared/realtime.ts'
import type { Status } from '#shared/status.ts'

type Listening = NonNullable<RealtimeView['listening']>
type Publishing = NonNullable<RealtimeView['publishing']>

/** A mark and the words beside it. */
export interface Said {
  readonly mark: Status
  readonly words: string
}

/** How the connection stands: "Connected to cluster eu for 3 h". */
export function listeningWords({ state, place, since }: Listening, now: number): Said {
  const lasting = formatDuration(now - since)
  switch (state) {
    case 'connected':
      return { mark: 'healthy', words: `Connected to ${place} for ${lasting}` }
    case 'connecting':
      return { mark: 'unknown', words: `Connecting to ${place} for ${lasting}` }
    case 'unavailable':
      return { mark: 'degraded', words: `No connection to ${place} for ${lasting}, trying again` }
    case 'failed':
      return { mark: 'unhealthy', words: `No connection to ${place}` }
  }
}

/** How publishing stands: "Publishing for all", "Standing by: office-pc publishes". */
export function publishingWords({ state, leader }: Publishing): Said {
  switch (state) {
    case 'leading':
      return { mark: 'healthy', words: 'Publishing' }
    case 'standing-by':
      return {
        mark: 'healthy',
        words: `Standing by: ${leader === '' ? 'another watcher' : leader} publishes`,
      }
    case 'starting':
      return { mark: 'unknown', words: 'Finding out who publishes' }
    case 'failed':
      return { mark: 'unhealthy', words: 'Not publishing' }
  }
}

/** How a channel stands: silent ones are subscribed and have a message. */
export function channelWords({ state, message }: Pick<ChannelView, 'state' | 'message'>): Said {
  switch (state) {
    case 'subscribed':
      return message === '' ? { mark: 'healthy', words: 'Subscribed' } : { mark: 'degraded', words: message }
    case 'subscribing':
      return { mark: 'unknown', words: message === '' ? 'Subscribing' : message }
    case 'failed':
      return { mark: 'unhealthy', words: message === '' ? 'Not subscribed' : message }
  }
}

/** What kinds of activity are called. */
export const ACTIVITY_WORDS: Readonly<Record<Activity['kind'], string>> = {
  progress: 'Progress',
  activity: 'Activity',
  update: 'Update',
  alert: 'Alert',
  invalid: 'Not understood',
  other: 'Other',
}

/** Events in a minute, as they stand in a row: "1240", "0.5". */
export function rateWords(perMinute: number): string {
  return perMinute >= 10 || Number.isInteger(perMinute) ? String(Math.round(perMinute)) : perMinute.toFixed(1)
}

/** All rates together, and what could not be understood: "340 events a minute, 2 not understood". */
export function trafficWords(channels: readonly ChannelView[]): string {
  const perMinute = channels.reduce((sum, channel) => sum + channel.perMinute, 0)
  const invalid = channels.reduce((sum, channel) => sum + channel.invalid, 0)
  const events = `${rateWords(perMinute)} ${perMinute === 1 ? 'event' : 'events'} a minute`
  return invalid === 0 ? events : `${events}, ${invalid} not understood`
}
