import { runCheck } from '../checkers/run-check.ts'
import { websocketChecker } from '../checkers/websocket.ts'
import type { Clock } from '../clock.ts'
import { socketAddress } from './open-pusher.ts'
import type { PusherApp } from './pusher-app-of.ts'

const WITHIN_MS = 8000

/**
 * Why nothing can be connected to where Pusher should be, a sentence; null where it answers as it should. pusher-js does
 * not say it, so it is asked the way that a WebSocket is checked.
 */
export async function whyUnreachable(
  { place }: PusherApp,
  context: { readonly clock: Clock; readonly secrets: readonly string[]; readonly signal: AbortSignal },
): Promise<string | null> {
  const target = { url: socketAddress(place), expect: 'pusher:connection_established' }
  const keep = () => {
    throw new Error('A WebSocket keeps nothing.')
  }
  const outcome = await runCheck(websocketChecker, target, { ...context, timeoutMs: WITHIN_MS, keep })
  if (outcome.status === 'healthy') return null
  const { text } = websocketChecker.describe(target)
  // The address holds the key and what pusher-js adds to it, which says nothing to a person.
  return outcome.message.replaceAll(text, new URL(target.url).host).replace(/^The server\b/, 'Pusher')
}
