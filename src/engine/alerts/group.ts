import type { NotifierStyle } from '../notify/notifier.ts'

/**
 * What fails within this time after a message that takes the place of the one before joins the next: the first is told at
 * once, and the rest with it. The time doubles with each message until none came for as long as it can be, so that an
 * outage that many monitors find one after another is told a few times and not each time. In ms.
 */
const FIRST_BURST_MS = 3000
const LONGEST_BURST_MS = 60_000

/** What gathers for one notifier. Moments in ms since the epoch. */
export interface Gathering {
  /** What comes until then is told together; null where the next is told at once, or begins to gather. */
  readonly until: number | null
  readonly burstMs: number
  readonly toldAt: number
}

export const NOTHING_GATHERED: Gathering = {
  until: null,
  burstMs: FIRST_BURST_MS,
  toldAt: Number.NEGATIVE_INFINITY,
}

export interface Grouped<Item> {
  /** Messages to be made now, each of these together. */
  readonly batches: readonly (readonly Item[])[]
  readonly gathering: Gathering
  /** When to look again although nothing changes, in ms since the epoch; null where there is no need. */
  readonly nextAt: number | null
}

/**
 * Says which of the things that a notifier is owed are told now, and which together.
 *
 * @param isAllClear nothing is wrong any more: that is told at once
 */
export function group<Item>(
  style: NotifierStyle,
  items: readonly Item[],
  gathering: Gathering,
  context: { readonly now: number; readonly groupMs: number; readonly isAllClear: boolean },
): Grouped<Item> {
  if (style === 'incidents' || style === 'records')
    return { batches: items.map(item => [item]), gathering: NOTHING_GATHERED, nextAt: null }
  return style === 'replaces' ? replace(items, gathering, context) : gather(items, gathering, context)
}

function replace<Item>(
  items: readonly Item[],
  gathering: Gathering,
  { now, isAllClear }: { readonly now: number; readonly isAllClear: boolean },
): Grouped<Item> {
  const isWithin = lastsUntil(gathering, now) > now
  if (items.length === 0) return { batches: [], gathering, nextAt: null }
  if (isWithin && !isAllClear) return { batches: [], gathering, nextAt: gathering.until }
  const isCalm = now - gathering.toldAt > LONGEST_BURST_MS
  const burstMs = isCalm ? FIRST_BURST_MS : Math.min(gathering.burstMs * 2, LONGEST_BURST_MS)
  return { batches: [items], gathering: { until: now + burstMs, burstMs, toldAt: now }, nextAt: null }
}

function gather<Item>(
  items: readonly Item[],
  gathering: Gathering,
  { now, groupMs }: { readonly now: number; readonly groupMs: number },
): Grouped<Item> {
  if (items.length === 0) return { batches: [], gathering: NOTHING_GATHERED, nextAt: null }
  const until = gathering.until === null ? now + groupMs : Math.min(gathering.until, now + groupMs)
  if (until <= now) return { batches: [items], gathering: NOTHING_GATHERED, nextAt: null }
  return { batches: [], gathering: { ...NOTHING_GATHERED, until }, nextAt: until }
}

/** A clock that was set back does not make the wait longer than it may be. */
function lastsUntil({ until }: Gathering, now: number): number {
  return until === null || until > now + LONGEST_BURST_MS ? now : until
}
