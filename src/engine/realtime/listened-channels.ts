import { formatDuration } from '#shared/format-duration.ts'
import type { ChannelView } from '#shared/realtime.ts'
import type { PusherChannel } from '#shared/realtime-config.ts'
import type { Clock } from '../clock.ts'
import { MinuteRate } from './minute-rate.ts'
import type { SubscriptionState } from './pusher-connection.ts'

const MINUTE_MS = 60_000
/** Silent for so many times as long as is expected, what a channel told before is not known any more. */
const STALE_TIMES = 3

interface Listened extends PusherChannel {
  subscription: SubscriptionState
  readonly rate: MinuteRate
  events: number
  invalid: number
  /** In ms since the epoch. */
  lastAt: number | null
  /** Since when something is expected, on the monotonic clock. */
  expectedSince: number
}

/** What came over each channel, and which of them is silent where it should not be. */
export class ListenedChannels {
  readonly #clock: Clock
  readonly #channels: ReadonlyMap<string, Listened>

  constructor(clock: Clock, channels: readonly PusherChannel[]) {
    this.#clock = clock
    this.#channels = new Map(
      channels.map(channel => [
        channel.name,
        {
          ...channel,
          subscription: { state: 'subscribing', message: '', members: null },
          rate: new MinuteRate(),
          ...{ events: 0, invalid: 0, lastAt: null, expectedSince: clock.monotonic() },
        },
      ]),
    )
  }

  setSubscription(name: string, next: SubscriptionState): void {
    const channel = this.#channels.get(name)
    if (!channel) return
    if (next.state === 'subscribed' && channel.subscription.state !== 'subscribed') {
      channel.expectedSince = this.#clock.monotonic()
    }
    channel.subscription = next
  }

  /** An event came, understood or not. */
  heard(name: string): void {
    const channel = this.#channels.get(name)
    if (!channel) return
    const now = this.#clock.monotonic()
    channel.rate.add(now)
    channel.events++
    channel.lastAt = this.#clock.now()
    channel.expectedSince = now
  }

  /** What came could not be understood. */
  countInvalid(name: string): void {
    const channel = this.#channels.get(name)
    if (channel) channel.invalid++
  }

  /** Channels that have been silent for longer than is expected of them. */
  get silent(): readonly string[] {
    return [...this.#channels.values()].filter(one => this.#silentMs(one) > 0).map(({ name }) => name)
  }

  /** Those of them that have been for so long that what they told is not known any more. */
  get stale(): readonly string[] {
    return [...this.#channels.values()]
      .filter(one => this.#silentMs(one, STALE_TIMES) > 0)
      .map(({ name }) => name)
  }

  get isAnyHeard(): boolean {
    const now = this.#clock.monotonic()
    return [...this.#channels.values()].some(({ rate }) => rate.within(now) > 0)
  }

  views(): ChannelView[] {
    const now = this.#clock.monotonic()
    return [...this.#channels.values()].map(channel => {
      const { name, subscription, rate, events, invalid, lastAt } = channel
      const silentMs = this.#silentMs(channel)
      return {
        ...{ name, state: subscription.state, members: subscription.members },
        message: silentMs > 0 ? `No events for ${formatDuration(silentMs)}` : subscription.message,
        ...{ perMinute: rate.within(now), events, invalid, lastAt },
      }
    })
  }

  /** For how long it has been silent, in ms; 0 where that is as expected. Only who is subscribed can tell. */
  #silentMs({ expectedMinutes, expectedSince, subscription }: Listened, times = 1): number {
    if (expectedMinutes === undefined || subscription.state !== 'subscribed') return 0
    const silentMs = this.#clock.monotonic() - expectedSince
    return silentMs > expectedMinutes * MINUTE_MS * times ? silentMs : 0
  }
}
