/** What a change is about; `order` is the order of monitors, `info` facts about the engine itself. */
export type Topic =
  | 'monitor'
  | 'backend'
  | 'metric'
  | 'overall'
  | 'info'
  | 'order'
  | 'discoveries'
  | 'progress'
  | 'stage'
  | 'reports'
  | 'alerts'
  | 'realtime'

/** Something changed, or is gone. Topics without items have an empty id. */
export interface Change {
  readonly topic: Topic
  readonly id: string
  readonly gone: boolean
}

const keyOf = (topic: Topic, id: string) => `${topic}:${id}`

/**
 * What changed and in which order, so that a client that was away can be told just what it missed. Holds one entry for
 * each thing there is or was, never its values.
 */
export class ChangeLog {
  #seq = 0
  readonly #latest = new Map<string, Change & { readonly seq: number }>()
  readonly #listeners = new Set<(change: Change) => void>()

  /** The number of the latest change. */
  get seq(): number {
    return this.#seq
  }

  changed(topic: Topic, id = ''): void {
    this.#note({ topic, id, gone: false })
  }

  gone(topic: Topic, id: string): void {
    this.#note({ topic, id, gone: true })
  }

  #note(change: Change): void {
    this.#latest.set(keyOf(change.topic, change.id), { ...change, seq: ++this.#seq })
    for (const listener of this.#listeners) listener(change)
  }

  /** Everything that changed after `seq`, each thing once. */
  since(seq: number): Change[] {
    const changes: Change[] = []
    for (const entry of this.#latest.values()) if (entry.seq > seq) changes.push(entry)
    return changes
  }

  /** Calls back at every change until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
