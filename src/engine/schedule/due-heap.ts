/** An entry of the heap: something due at a moment on the monotonic clock, in ms. */
export interface Due<T> {
  readonly at: number
  readonly item: T
}

/** A binary min-heap by due moment: the next due item in O(1), adding and taking in O(log n). */
export class DueHeap<T> {
  readonly #entries: Due<T>[] = []

  get size(): number {
    return this.#entries.length
  }

  peek(): Due<T> | undefined {
    return this.#entries[0]
  }

  push(at: number, item: T): void {
    const entry = { at, item }
    let index = this.#entries.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = this.#entries[parent]
      if (!above || above.at <= at) break
      this.#entries[index] = above
      index = parent
    }
    this.#entries[index] = entry
  }

  pop(): Due<T> | undefined {
    const top = this.#entries[0]
    const last = this.#entries.pop()
    if (last && this.#entries.length > 0) this.#sink(last)
    return top
  }

  #sink(entry: Due<T>): void {
    const { length } = this.#entries
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      if (left >= length) break
      const right = left + 1
      const leftAt = this.#entries[left]?.at ?? Number.POSITIVE_INFINITY
      const rightAt = this.#entries[right]?.at ?? Number.POSITIVE_INFINITY
      const child = rightAt < leftAt ? right : left
      const below = this.#entries[child]
      if (!below || below.at >= entry.at) break
      this.#entries[index] = below
      index = child
    }
    this.#entries[index] = entry
  }
}
