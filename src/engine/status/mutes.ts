import type { Backend, Monitor } from '#shared/config.ts'
import type { Mute, Target } from '#shared/views.ts'
import { Maintenance } from './maintenance.ts'

const keyOf = (target: Target) => `${target.scope}:${target.id}`

/**
 * What is muted, until when: by a person, or by a maintenance window. What is muted is still checked and shown, and not
 * counted. Moments in ms since the epoch.
 */
export class Mutes {
  readonly #byTarget: Map<string, Mute>
  readonly maintenance = new Maintenance()
  readonly #onChange: (mutes: readonly Mute[]) => void

  /** `onChange` is called whenever they change, also by themselves, so that they can be kept and shown. */
  constructor(mutes: readonly Mute[], onChange: (mutes: readonly Mute[]) => void) {
    this.#byTarget = new Map(mutes.map(mute => [keyOf(mute.target), mute]))
    this.#onChange = onChange
  }

  /** All that people have muted, oldest first. */
  all(): Mute[] {
    return [...this.#byTarget.values()].sort((a, b) => a.since - b.since)
  }

  add(mutes: readonly Mute[]): void {
    for (const mute of mutes) this.#byTarget.set(keyOf(mute.target), mute)
    this.#onChange(this.all())
  }

  remove(targets: readonly Target[]): void {
    const removed = targets.filter(target => this.#byTarget.delete(keyOf(target)))
    if (removed.length > 0) this.#onChange(this.all())
  }

  /** Drops what has run out. */
  expire(now: number): void {
    this.remove(
      this.all()
        .filter(mute => mute.until !== null && mute.until <= now)
        .map(mute => mute.target),
    )
  }

  /** Ends the mutes until recovery of these targets, which have recovered. */
  recovered(targets: readonly Target[]): void {
    this.remove(targets.filter(target => this.isUntilRecovery(target)))
  }

  /** Whether this very target is muted until it recovers. */
  isUntilRecovery(target: Target): boolean {
    return this.#byTarget.get(keyOf(target))?.untilRecovery === true
  }

  ofMonitor(monitor: Monitor, now: number): Mute | null {
    const own = this.#covering(
      now,
      { scope: 'monitor', id: monitor.id },
      { scope: 'category', id: monitor.category },
    )
    return own ?? this.maintenance.ofMonitor(monitor, now)
  }

  ofBackend(backend: Backend, now: number): Mute | null {
    return (
      this.#covering(now, { scope: 'backend', id: backend.id }) ?? this.maintenance.ofBackend(backend, now)
    )
  }

  /** Of a reported service, which is also muted with its backend, its category, and our monitor of the same service. */
  ofService(
    backend: Backend,
    service: { readonly name: string; readonly category: string },
    sameAs: Monitor | null,
    now: number,
  ): Mute | null {
    const own = this.#covering(
      now,
      { scope: 'service', id: `${backend.id}/${service.name}` },
      { scope: 'backend', id: backend.id },
      { scope: 'category', id: service.category },
    )
    const { maintenance } = this
    return (
      own ??
      (sameAs && this.ofMonitor(sameAs, now)) ??
      maintenance.ofBackend(backend, now) ??
      maintenance.ofCategory(service.category, now)
    )
  }

  #covering(now: number, ...targets: readonly Target[]): Mute | null {
    for (const target of targets) {
      const mute = this.#byTarget.get(keyOf(target))
      if (mute && (mute.until === null || mute.until > now)) return mute
    }
    return null
  }
}
