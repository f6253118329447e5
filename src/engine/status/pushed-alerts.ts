import { ALERT_LEVEL_ORDER, type AlertLevel, isAtLeast } from '#shared/alert-level.ts'
import type { Clock } from '../clock.ts'
import type { RollUpItem } from './roll-up.ts'

/** An alert that came over a channel, and has not ended. Moments in ms since the epoch. */
export interface PushedAlert {
  /** Its channel and message: the same again is the same alert. */
  readonly key: string
  readonly channel: string
  readonly message: string
  readonly level: AlertLevel
  readonly since: number
  readonly lastAt: number
  /** How often it came. */
  readonly count: number
  /** Somebody knows of it: it does not count any more, unless it becomes more urgent. */
  readonly acknowledged: boolean
}

export interface PushedAlertsOptions {
  readonly clock: Clock
  /** One was opened, became more or less urgent, or ended. */
  readonly onChange: () => void
}

/** Beyond it the least urgent go, of these the one that was not repeated for the longest. */
const MOST = 200
/** What the sender says of when it began is believed this far back: clocks differ. In ms. */
const BELIEVED_MS = 86_400_000
/** As long as a name in a line of several. */
const NAME_LENGTH = 60
/** A shorter name of a service stands in other words as well. */
const SHORTEST_NAME = 3
const DEFAULT_ALERT_MINUTES = 30
/** Between channel and message in a key; no name of a channel holds it. */
const SEPARATOR = ': '

/**
 * The alerts that came over channels: observations with a key and an end. One ends when it is acknowledged, when a service
 * it names becomes healthy, or without being repeated for so long (vocabulary: "A pushed `system-alert`").
 */
export class PushedAlerts {
  readonly #options: PushedAlertsOptions
  readonly #alerts = new Map<string, PushedAlert>()
  /** How long one lasts without being repeated, in ms. */
  #lastsMs = DEFAULT_ALERT_MINUTES * 60_000

  constructor(options: PushedAlertsOptions) {
    this.#options = options
  }

  set alertMinutes(minutes: number) {
    this.#lastsMs = minutes * 60_000
  }

  /** Those that count now, in the order they came. */
  *open(): Iterable<PushedAlert> {
    for (const alert of this.#alerts.values()) if (!alert.acknowledged) yield alert
  }

  get(key: string): PushedAlert | undefined {
    return this.#alerts.get(key)
  }

  /** Takes one in. True where it is new, or counts differently than before. */
  raise(
    channel: string,
    alert: { readonly level: AlertLevel; readonly message: string; readonly timestamp: number },
  ): boolean {
    const now = this.#options.clock.now()
    const { level, message, timestamp } = alert
    const key = `${channel}${SEPARATOR}${message}`
    const known = this.#alerts.get(key)
    const isWorse = known !== undefined && known.level !== level && isAtLeast(level, known.level)
    const isBelieved = timestamp <= now && timestamp > now - BELIEVED_MS
    this.#alerts.set(key, {
      ...{ key, channel, message, level, lastAt: now },
      since: known?.since ?? (isBelieved ? timestamp : now),
      count: (known?.count ?? 0) + 1,
      acknowledged: known?.acknowledged === true && !isWorse,
    })
    if (this.#alerts.size > MOST) this.#dropLeast()
    const isNews = known === undefined || known.level !== level
    if (isNews) this.#options.onChange()
    return isNews
  }

  /** Takes over one that was open when Traylight ended: how long it lasts counts anew. `since` in ms since the epoch. */
  restore(key: string, level: AlertLevel, since: number): void {
    const at = key.indexOf(SEPARATOR)
    if (at < 0 || this.#alerts.has(key)) return
    const [channel, message] = [key.slice(0, at), key.slice(at + SEPARATOR.length)]
    const lastAt = this.#options.clock.now()
    this.#alerts.set(key, {
      ...{ key, channel, message, level, since, lastAt },
      ...{ count: 1, acknowledged: false },
    })
    this.#options.onChange()
  }

  /** Somebody knows of it. False where there is none of that key. */
  acknowledge(key: string): boolean {
    const alert = this.#alerts.get(key)
    if (alert === undefined) return false
    this.#alerts.set(key, { ...alert, acknowledged: true })
    this.#options.onChange()
    return true
  }

  /** A service has become healthy: what was said of it before is over. */
  serviceRecovered(name: string): void {
    if (name.length < SHORTEST_NAME) return
    const wanted = name.toLowerCase()
    this.#end(({ message }) => message.toLowerCase().includes(wanted))
  }

  /** Ends what was not repeated for as long as one lasts. */
  expire(): void {
    const least = this.#options.clock.now() - this.#lastsMs
    this.#end(({ lastAt }) => lastAt <= least)
  }

  clear(): void {
    this.#end(() => true)
  }

  /** What they add to the overall status: a critical one that is open makes it unhealthy (vocabulary: "Overall"). */
  *rollUpItems(muted: boolean): Iterable<RollUpItem> {
    for (const { key, level, message, since } of this.open()) {
      if (level === 'info') continue
      yield {
        ...{ scope: 'pushed', id: key, category: null, since, message, muted, paused: false, covered: false },
        name: pushedName(message),
        status: level === 'critical' ? 'unhealthy' : 'degraded',
        severity: 'critical',
      }
    }
  }

  #end(isOver: (alert: PushedAlert) => boolean): void {
    let ended = false
    for (const [key, alert] of this.#alerts) {
      if (!isOver(alert)) continue
      this.#alerts.delete(key)
      ended = true
    }
    if (ended) this.#options.onChange()
  }

  #dropLeast(): void {
    const [least] = [...this.#alerts.values()].toSorted(
      (a, b) =>
        Number(b.acknowledged) - Number(a.acknowledged) ||
        ALERT_LEVEL_ORDER[b.level] - ALERT_LEVEL_ORDER[a.level] ||
        a.lastAt - b.lastAt,
    )
    if (least) this.#alerts.delete(least.key)
  }
}

/** The beginning of a message, as what it is called. */
export function pushedName(message: string): string {
  const words = message.replace(/\.$/, '')
  return words.length > NAME_LENGTH ? `${words.slice(0, NAME_LENGTH - 1).trimEnd()}…` : words
}
