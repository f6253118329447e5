import type { OverallView } from '#shared/views.ts'
import type { AlertMessage } from '../notify/alert-message.ts'
import type { Delivery } from '../notify/delivery.ts'
import { composeMessage, type MessageParts } from './compose-message.ts'
import type { Incident } from './incident.ts'
import type { Owed } from './owed.ts'
import type { Recipient } from './recipient.ts'

/** Something that a notifier is owed. */
export interface Item {
  readonly incident: Incident
  readonly what: Owed
}

export interface DeliverContext {
  readonly now: number
  readonly overall: Pick<OverallView, 'status' | 'line'>
  readonly random: () => number
}

/**
 * Makes the messages of what is told to a notifier together: of what is over, of what is wrong, and of what somebody takes
 * care of. Where one message takes the place of the other there is only one, which says all of it.
 *
 * @param stillWrong what the notifier knows of already and what is still wrong
 */
export function deliver(
  recipient: Recipient,
  batch: readonly Item[],
  stillWrong: readonly Incident[],
  context: DeliverContext,
): readonly Delivery[] {
  const of = (what: Owed) => batch.filter(item => item.what === what).map(({ incident }) => incident)
  const [problems, acknowledged, over] = [of('problem'), of('acknowledged'), of('recovery')]
  const failing = new Set(problems.map(({ subject }) => `${subject.type}:${subject.id}`))
  const keepsAll = recipient.heeds.style === 'incidents' || recipient.heeds.style === 'records'
  // Of what has failed again before anybody could be told that it recovered, the failure is the news.
  const news = keepsAll ? over : over.filter(({ subject }) => !failing.has(`${subject.type}:${subject.id}`))
  const isOne = recipient.heeds.style === 'replaces'
  const isFolded = isOne && problems.length > 0
  const make = (
    kind: MessageParts['kind'],
    fresh: readonly Incident[],
    more: Partial<Pick<MessageParts, 'also' | 'over'>> = {},
  ) => (fresh.length === 0 ? [] : [delivery(recipient, kind, fresh, context, more)])
  return [
    ...make('recovery', isFolded ? [] : news),
    ...make('problem', problems, { also: isOne ? stillWrong : [], over: isFolded ? news : [] }),
    ...make('acknowledged', acknowledged),
  ]
}

/** One message on its way to one notifier. */
export function delivery(
  { notifier }: Recipient,
  kind: AlertMessage['kind'] & MessageParts['kind'],
  fresh: readonly Incident[],
  { now, overall, random }: DeliverContext,
  { also = [], over = [] }: Partial<Pick<MessageParts, 'also' | 'over'>> = {},
): Delivery {
  const id = `${now.toString(36)}-${Math.floor(random() * 2 ** 40).toString(36)}`
  return {
    ...{ id: `${id}-${notifier.id}`, notifierId: notifier.id, state: 'waiting' },
    message: composeMessage({ id, kind, fresh, also, over, overall, now }),
    ...{ attempts: 0, createdAt: now, nextAt: now, endedAt: null, problem: '' },
  }
}
