/** A database that can be stopped, started again on the same port, and frozen. */
export interface Database {
  readonly url: string
  start(): Promise<void>
  stop(): Promise<void>
  freeze(): Promise<void>
  thaw(): Promise<void>
}

/** A database that several acts stop: it runs again once none of them wants it stopped any more. */
export class StagedDatabase {
  readonly url: string
  readonly #database: Database
  readonly #stoppedBy = new Set<string>()
  #work: Promise<void> = Promise.resolve()

  constructor(database: Database) {
    this.url = database.url
    this.#database = database
  }

  stop(by: string): Promise<void> {
    this.#stoppedBy.add(by)
    return this.#follow()
  }

  start(by: string): Promise<void> {
    this.#stoppedBy.delete(by)
    return this.#follow()
  }

  freeze(): Promise<void> {
    return this.#database.freeze()
  }

  /** Starts it where it ended meanwhile. */
  async thaw(): Promise<void> {
    await this.#database.thaw()
    await this.#follow()
  }

  /** One thing at a time, and each time what is wanted by then. */
  #follow(): Promise<void> {
    const turn = () => (this.#stoppedBy.size > 0 ? this.#database.stop() : this.#database.start())
    this.#work = this.#work.then(turn, turn)
    return this.#work
  }
}
