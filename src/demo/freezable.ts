import type { Actor } from './actors/start-actor.ts'

/** What can be frozen: it accepts connections and answers nothing. */
export interface Freezable {
  freeze(): Promise<void>
  thaw(): Promise<void>
}

/** Who thaws a frozen process should this one be killed: a frozen process sees no channel close. */
export interface Thawer {
  obey(order: { readonly do: 'thaw-at-end' | 'forget'; readonly pid: number }): Promise<void>
}

/**
 * Freezes a process that this one started. It is signalled as our child, so never another one that has its number by
 * then; the thawer, who knows only the number, is told as soon as it no longer is this one's.
 */
export function freezable(
  actor: Pick<Actor<unknown, never>, 'pid' | 'ended' | 'signal'>,
  thawer: Thawer,
): Freezable {
  const tell = (what: 'thaw-at-end' | 'forget') => thawer.obey({ do: what, pid: actor.pid })
  // A thawer that has ended has forgotten.
  const forget = () => tell('forget').catch(() => {})
  void actor.ended.then(forget)
  return {
    async freeze() {
      // Told first: were this process killed in between, one would be thawed that is not frozen.
      await tell('thaw-at-end')
      try {
        actor.signal('SIGSTOP')
      } catch (error) {
        await forget()
        throw error
      }
    },
    async thaw() {
      actor.signal('SIGCONT')
      await tell('forget')
    },
  }
}
