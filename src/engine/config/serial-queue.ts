/** Runs asynchronous tasks one after another, in the order they were given. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves or rejects as the task does; a task that fails does not stop those after it. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task)
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Resolves when everything given so far has run. */
  async idle(): Promise<void> {
    await this.#last
  }
}
