import type { NotifierConfig } from '#shared/notifier-config.ts'
import type { Notifier } from '../notify/notifier.ts'
import { type Heeds, heedsOf } from './suppress.ts'

/** A notifier as configured, and how it takes what there is to tell. */
export interface Recipient {
  readonly notifier: NotifierConfig
  readonly heeds: Heeds
}

/** The notifiers whose kind is known. */
export function recipientsOf(
  notifiers: readonly NotifierConfig[],
  kinds: readonly Pick<Notifier, 'kind' | 'style' | 'isHere'>[],
): readonly Recipient[] {
  const byKind = new Map(kinds.map(kind => [kind.kind, kind]))
  return notifiers.flatMap(notifier => {
    const kind = byKind.get(notifier.to.kind)
    return kind ? [{ notifier, heeds: heedsOf(notifier, kind) }] : []
  })
}
