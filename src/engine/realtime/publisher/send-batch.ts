import type Pusher from 'pusher'
import { z } from 'zod'
import type { OutgoingEvent } from './outbox.ts'

/** How sending went: whether it should be tried again with the same, and what to tell people. */
export type SendOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly again: boolean; readonly message: string }

/** What the official package throws, whatever the class of its error. */
const failureSchema = z.object({ status: z.number().optional() })

const REFUSED: Readonly<Record<number, string>> = {
  400: 'refused the events as they are (400)',
  401: 'refused the key or the secret (401). Check app id, key and secret, and the clock of this machine',
  403: 'takes no events of this app (403): it is switched off, or its messages for today are used up',
  404: 'knows no such app (404). Check the app id, and where it is',
  413: 'refused the events as too large (413)',
}

/** Sends some events as one batch, with the official package. Never throws. */
export async function sendBatch(
  pusher: Pusher,
  events: readonly OutgoingEvent[],
  options: { readonly exceptSocketId: string | null; readonly place: string },
): Promise<SendOutcome> {
  const { exceptSocketId, place } = options
  const except = exceptSocketId === null ? {} : { socket_id: exceptSocketId }
  try {
    const answer = await pusher.triggerBatch(events.map(event => ({ ...event, ...except })))
    // Read to its end, so that the connection is free.
    await answer.text()
    return { ok: true }
  } catch (error) {
    const { status } = failureSchema.safeParse(error).data ?? {}
    if (status === undefined) {
      const message = `${place} does not answer, so nothing is published. It is tried again.`
      return { ok: false, again: true, message }
    }
    if (status === 429 || status >= 500) {
      const message = `${place} takes no events for now (${status}). They are sent later.`
      return { ok: false, again: true, message }
    }
    const words = REFUSED[status] ?? `refused the events (${status})`
    // An app that is refused may be put right where it is kept; events that are refused never are.
    return {
      ok: false,
      again: status === 401 || status === 403 || status === 404,
      message: `${place} ${words}.`,
    }
  }
}
