import { z } from 'zod'
import { oneLine } from '../checkers/printable-text.ts'

/** What Pusher, or a server that speaks its protocol, says is wrong. */
export interface PusherError {
  /** Null where it gives none. */
  readonly code: number | null
  /** Its own words, as one printable line. */
  readonly said: string
}

const LONGEST = 200

const saidSchema = z.object({
  code: z.number().nullish(),
  message: z.string().nullish(),
})
const errorSchema = z.looseObject({ data: z.unknown(), error: z.unknown() }).partial()

/** Reads what pusher-js emits as an error: the server's words are one or two levels down in it. */
export function readPusherError(error: unknown, depth = 0): PusherError | null {
  const outer = errorSchema.safeParse(error).data
  if (outer === undefined || depth > 3) return null
  const said = saidSchema.safeParse(outer.data).data
  if (said && (typeof said.code === 'number' || typeof said.message === 'string')) {
    return { code: said.code ?? null, said: oneLine(said.message ?? '', LONGEST) }
  }
  return readPusherError(outer.error, depth + 1)
}

/**
 * Why there is no connection, and what to do about it.
 *
 * Source: https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes
 */
export function explainPusherError({ code, said }: PusherError, place: string): string {
  switch (code) {
    case 4000:
      return `Pusher at ${place} takes only connections with TLS. Give its host as an https address.`
    case 4001:
      return `Pusher knows no app with this key at ${place}. Check the key and the cluster under App Keys of the app.`
    case 4003:
      return `The app is disabled at ${place}. Enable it at dashboard.pusher.com.`
    case 4004:
      return 'The app has as many connections as its plan allows. Close some, or choose a larger plan.'
    case 4005:
      return `Nothing answers as Pusher at ${place}. Check the address of the host, and its path.`
    case 4006:
    case 4007:
    case 4008:
      return `The server at ${place} does not speak version 7 of Pusher's protocol. Update it.`
    case 4009:
      return 'The connection was closed because it was not authorised. Check key and secret of the app.'
    case 4100:
      return `Pusher at ${place} has more connections than it can take just now. It is tried again.`
    default: {
      const why = said === '' ? '' : `: ${said.replace(/\.$/, '')}`
      const number = code === null ? '' : ` (code ${code})`
      return `Pusher at ${place} closed the connection${number}${why}. It is tried again.`
    }
  }
}
