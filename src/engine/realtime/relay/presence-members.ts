/** Who is on a presence channel, as its authorisation says. */
export interface Member {
  readonly userId: string
  /** What is told of them to the others; any JSON. */
  readonly info: unknown
}

/** The members of one presence channel: who is there with several connections counts once. */
export class PresenceMembers {
  readonly #members = new Map<string, { readonly info: unknown; readonly connections: Set<string> }>()
  readonly #memberOf = new Map<string, string>()

  get count(): number {
    return this.#members.size
  }

  has(userId: string): boolean {
    return this.#members.has(userId)
  }

  ids(): string[] {
    return [...this.#members.keys()]
  }

  /** Each member's info by id. */
  hash(): Record<string, unknown> {
    return Object.fromEntries([...this.#members].map(([id, { info }]) => [id, info]))
  }

  /** The member that a connection belongs to. */
  userOf(connectionId: string): string | undefined {
    return this.#memberOf.get(connectionId)
  }

  /** Adds a connection of a member; tells whether the member was not there before. */
  add(connectionId: string, { userId, info }: Member): boolean {
    this.#memberOf.set(connectionId, userId)
    const known = this.#members.get(userId)
    if (known) known.connections.add(connectionId)
    else this.#members.set(userId, { info, connections: new Set([connectionId]) })
    return known === undefined
  }

  /** Takes a connection away; tells the id of the member where this was their last one. */
  remove(connectionId: string): string | null {
    const userId = this.#memberOf.get(connectionId)
    if (userId === undefined) return null
    this.#memberOf.delete(connectionId)
    const member = this.#members.get(userId)
    member?.connections.delete(connectionId)
    if (member === undefined || member.connections.size > 0) return null
    this.#members.delete(userId)
    return userId
  }
}
