/** Where secrets are kept, by id, so that the configuration holds references only. */
export interface SecretStore {
  get(id: string): Promise<string | undefined>
  /** It is kept, and cannot be read here. */
  isLocked(id: string): boolean
  /** Resolves once the value would survive a crash. */
  set(id: string, value: string): Promise<void>
  delete(id: string): Promise<void>
  ids(): Promise<readonly string[]>
}

/** Secrets that are gone when the process ends, as those of a configuration file that is not ours. */
export class MemorySecretStore implements SecretStore {
  readonly #values = new Map<string, string>()

  async get(id: string): Promise<string | undefined> {
    return this.#values.get(id)
  }

  isLocked(): boolean {
    return false
  }

  async set(id: string, value: string): Promise<void> {
    this.#values.set(id, value)
  }

  async delete(id: string): Promise<void> {
    this.#values.delete(id)
  }

  async ids(): Promise<readonly string[]> {
    return [...this.#values.keys()]
  }
}
