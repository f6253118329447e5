import { isDeepStrictEqual } from 'node:util'
import {
  type Backend,
  type Config,
  type Monitor,
  type SectionName,
  sectionNameSchema,
} from '#shared/config.ts'

/** What changed in a list, told apart by id. */
export interface ListChanges<T> {
  readonly added: readonly T[]
  /** As they are now. */
  readonly changed: readonly T[]
  /** As they were. */
  readonly removed: readonly T[]
  readonly unchanged: number
  /** Whether those in both lists stand in another order. */
  readonly reordered: boolean
}

export interface ConfigChanges {
  readonly monitors: ListChanges<Monitor>
  readonly backends: ListChanges<Backend>
  readonly thresholds: boolean
  readonly settings: boolean
  /** The sections that are not as they were. */
  readonly sections: readonly SectionName[]
}

function listChanges<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): ListChanges<T> {
  const old = new Map(before.map(item => [item.id, item]))
  const ids = new Set(after.map(item => item.id))
  const shared = after.filter(item => old.has(item.id))
  const changed = shared.filter(item => !isDeepStrictEqual(item, old.get(item.id)))
  const removed = before.filter(item => !ids.has(item.id))
  const stayed = before.filter(item => ids.has(item.id))
  return {
    added: after.filter(item => !old.has(item.id)),
    changed,
    removed,
    unchanged: shared.length - changed.length,
    reordered: shared.some((item, index) => item.id !== stayed[index]?.id),
  }
}

/** What is different between two configurations. A changed id is one removed and one added. */
export function configChanges(before: Config, after: Config): ConfigChanges {
  return {
    monitors: listChanges(before.monitors, after.monitors),
    backends: listChanges(before.backends, after.backends),
    thresholds: !isDeepStrictEqual(before.thresholds, after.thresholds),
    settings: !isDeepStrictEqual(before.settings, after.settings),
    sections: sectionNameSchema.options.filter(name => !isDeepStrictEqual(before[name], after[name])),
  }
}
