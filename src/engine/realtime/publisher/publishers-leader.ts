/** A Traylight that publishes to an app, as the others see it. */
export interface PublisherMember {
  /** Unlike any other's. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** When it began, ms since the epoch by its own clock. */
  readonly since: number
}

/** Who of those who publish to one app does: who has been there longest; all of them come to the same. Null of none. */
export function publishersLeader(members: readonly PublisherMember[]): PublisherMember | null {
  const [first] = members.toSorted(
    (one, other) => one.since - other.since || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
  )
  return first ?? null
}
