import type { AlertMessage, MessageIncident } from './alert-message.ts'

/** Requests at the same time: a group of many has to be told within its deadline. */
const AT_ONCE = 6

/**
 * Does something for each incident of a message, a few at a time, to the end of all; then fails as the first of them that
 * failed. Whoever does it again must not mind that some were done.
 */
export async function eachIncident(
  { incidents }: AlertMessage,
  tell: (incident: MessageIncident) => Promise<void>,
): Promise<void> {
  const rest = incidents.values()
  const failures: unknown[] = []
  const work = async () => {
    for (const incident of rest) {
      // After a failure the rest would most likely fail too.
      if (failures.length > 0) return
      await tell(incident).catch(error => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (failures.length > 0) throw failures[0]
}
