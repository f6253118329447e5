import type { NotifierConfig } from '#shared/notifier-config.ts'
import type { NotifierStyle } from '../notify/notifier.ts'
import { timeOfDay } from '../time-of-day.ts'
import type { AlertSubject } from './alert-subject.ts'
import type { Incident } from './incident.ts'

/** A monitor that another needs, as far as it may explain a failure. Moments in ms since the epoch. */
export interface Parent {
  readonly name: string
  readonly isDown: boolean
  readonly isPending: boolean
  /** Nothing is known of it now. */
  readonly isUnknown: boolean
  /** When it was last checked; null where it never was. */
  readonly checkedAt: number | null
}

/** Why nobody is told of an incident now. */
export interface Hold {
  /** "Muted until 14:00", "Router is down". */
  readonly because: string
  /** Muted or in maintenance: what ends meanwhile ends without a word. */
  readonly isSilent: boolean
  /** When it is to be looked at again at the latest, in ms since the epoch; null where a change will say so. */
  readonly until: number | null
}

/** What holds for everything at a moment. */
export interface Circumstances {
  readonly now: number
  /** This machine has no network, and nothing is wrong with the machine itself. */
  readonly isOffline: boolean
  /** Until when notifications are quiet; null where they are not. */
  readonly quietUntil: number | null
  /** Until when only what is critical is told; null outside quiet hours. */
  readonly quietHoursUntil: number | null
}

/** How long a failure waits for news of what it needs, in ms: a check and its deadline. */
const PARENT_CHECK_MS = 15_000

/**
 * Whether anybody may be told of a problem now: not of what is excused, of what nothing is known of, of anything while
 * this machine has no network, and not of what another failure explains. What still holds afterwards is told then.
 *
 * @param subject null where it is not known how it is
 * @param parents the monitors that it needs, directly
 */
export function suppress(
  incident: Incident,
  subject: AlertSubject | null,
  parents: readonly Parent[],
  { now, isOffline }: Circumstances,
): Hold | null {
  const hold = (because: string, until: number | null = null): Hold => ({ because, isSilent: false, until })
  if (subject !== null && subject.excuse !== null) return { ...hold(subject.excuseWords), isSilent: true }
  if (isOffline) return hold('This machine has no network')
  if (subject === null) return hold('It is not known how it is now')
  const down = parents.find(({ isDown }) => isDown)
  if (down) return hold(`${down.name} is down, which it needs`)
  const doubtful = parents.find(({ isPending, isUnknown }) => isPending || isUnknown)
  if (doubtful?.isPending) return hold(`${doubtful.name} failed once and is checked again`)
  if (doubtful) return hold(`${doubtful.name} is not known to be well, which it needs`)
  const asked = incident.openedAt + PARENT_CHECK_MS
  const unasked = parents.find(({ checkedAt }) => checkedAt !== null && checkedAt < incident.startedAt)
  // Once anybody was told of it there is nothing to wait for.
  if (unasked && now < asked && incident.surfacedAt === null)
    return hold(`${unasked.name} is checked first, which it needs`, asked)
  return null
}

/** What one notifier heeds. */
export interface Heeds {
  readonly style: NotifierStyle
  readonly quiet: boolean
}

export function heedsOf(
  { heedsQuiet }: NotifierConfig,
  kind: { readonly style: NotifierStyle; readonly isHere: boolean },
): Heeds {
  return { style: kind.style, quiet: heedsQuiet ?? kind.isHere }
}

/** Why one notifier is silent on something now, in words; null where it is not. A log of everything never is. */
export function silenceOf(
  heeds: Heeds,
  isCritical: boolean,
  { now, quietUntil, quietHoursUntil }: Circumstances,
): string | null {
  if (heeds.style === 'records') return null
  if (heeds.quiet && quietUntil !== null) return `Notifications are quiet until ${timeOfDay(quietUntil, now)}`
  if (!isCritical && quietHoursUntil !== null) return `Quiet hours until ${timeOfDay(quietHoursUntil, now)}`
  return null
}
