import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { ChannelHub } from './channel-hub.ts'
import { RateWindow } from './rate-window.ts'
import { relayChannel } from './relay-channel.ts'
import type { RelayKeys } from './relay-secret.ts'
import { requestRefusal } from './request-refusal.ts'

/** A request to the server API, as it came. */
export interface RelayRequest {
  readonly method: string
  /** The path as it stands in the request: this is what was signed. */
  readonly path: string
  readonly query: URLSearchParams
  /** The body as it came; empty where there is none. */
  readonly body: string
}

export interface RelayAnswer {
  readonly status: number
  readonly body: unknown
}

export interface RelayApiOptions {
  readonly hub: ChannelHub
  readonly keys: RelayKeys
  readonly clock: Clock
}

/** Pusher's own limits. */
const MOST_DATA_BYTES = 10_240
const MOST_BATCHED = 10
/** Of all who publish together: more than a monitor's events, and less than would hold the rest up. */
const REQUESTS_PER_SECOND = 200

const INFO = ['user_count', 'subscription_count'] as const
type Info = (typeof INFO)[number]

const CHANNEL_WORDS = 'Use letters, digits and _ - = @ , . ; at most 164 characters.'
const channelField = z
  .string('Give the name of the channel as a text.')
  .refine(name => relayChannel(name) !== null, `This is no name of a channel. ${CHANNEL_WORDS}`)
const eventFields = {
  name: z
    .string('Give the name of the event.')
    .min(1, 'Give the name of the event.')
    .max(200, 'The name of an event has 200 characters at most.')
    .refine(name => !/^pusher(_internal)?:/.test(name), 'Names that begin with pusher: are kept for Pusher.'),
  data: z.string('Give data as a text, such as JSON that was made into one.'),
  socket_id: z
    .string()
    .regex(/^\d+\.\d+$/, 'A socket_id looks like 123.456.')
    .nullish(),
  info: z.string().nullish(),
}
const eventSchema = z.object({
  ...eventFields,
  channel: channelField.nullish(),
  channels: z.array(channelField).max(100, 'An event goes to 100 channels at most.').nullish(),
})
const batchSchema = z.object({
  batch: z
    .array(z.object({ ...eventFields, channel: channelField }), 'Give the events in a list: batch.')
    .max(MOST_BATCHED, `A batch has ${MOST_BATCHED} events at most.`),
})

/**
 * Pusher's HTTP API for the one app of the relay: trigger events, and ask who is there
 * (https://pusher.com/docs/channels/library_auth_reference/rest-api).
 */
export class RelayApi {
  readonly #options: RelayApiOptions
  readonly #rate: RateWindow

  constructor(options: RelayApiOptions) {
    this.#options = options
    this.#rate = new RateWindow(options.clock, REQUESTS_PER_SECOND, 1000)
  }

  answer(request: RelayRequest): RelayAnswer {
    const { keys, clock } = this.#options
    const [, root, appId, ...rest] = request.path.split('/').map(decoded)
    if (root !== 'apps' || appId !== keys.appId) return failed(404, 'There is no such app here.')
    const refusal = requestRefusal(request, keys, clock.now())
    if (refusal !== null) return refusal
    // Only of those who may ask: others cannot use it up.
    if (!this.#rate.allows()) return failed(429, 'Too many requests. Wait a second and send them in batches.')
    const [kind, name, part, ...more] = rest
    const where = [kind, name === undefined ? '' : ':name', part, ...more].filter(Boolean).join('/')
    const asked = `${request.method} ${where}`
    if (asked === 'POST events') return this.#trigger(request.body)
    if (asked === 'POST batch_events') return this.#triggerBatch(request.body)
    if (asked === 'GET channels') return this.#list(request.query)
    if (asked === 'GET channels/:name') return this.#channel(name ?? '', request.query)
    if (asked === 'GET channels/:name/users') return this.#users(name ?? '')
    return failed(404, 'The relay has no such method. It has events, batch_events and channels.')
  }

  #trigger(body: string): RelayAnswer {
    const read = readBody(eventSchema, body)
    if (!read.ok) return read.refusal
    const { name, data, socket_id: socketId, info, ...to } = read.value
    const channels = [...new Set([...(to.channels ?? []), ...(to.channel ? [to.channel] : [])])]
    if (channels.length === 0) return failed(400, 'Give the channels of the event.')
    if (channels.length > 1 && channels.some(channel => relayChannel(channel)?.isEncrypted)) {
      return failed(400, 'An event on an encrypted channel goes to that channel alone.')
    }
    if (isTooLarge(data)) return failed(413, 'The data of an event has 10 KB at most. Send less.')
    const infos = infosOf(info)
    if (infos === null) return failed(400, 'Ask in info for user_count and subscription_count only.')
    for (const channel of channels) {
      this.#options.hub.publish({ channel, name, data, except: socketId ?? undefined })
    }
    if (infos.length === 0) return { status: 200, body: {} }
    const told = channels.map(channel => [channel, this.#infoOf(channel, infos)])
    return { status: 200, body: { channels: Object.fromEntries(told) } }
  }

  #triggerBatch(body: string): RelayAnswer {
    const read = readBody(batchSchema, body)
    if (!read.ok) return read.refusal
    const { batch } = read.value
    if (batch.some(({ data }) => isTooLarge(data))) {
      return failed(413, 'The data of each event has 10 KB at most. Send less.')
    }
    const infos = batch.map(({ info }) => infosOf(info))
    if (infos.includes(null)) return failed(400, 'Ask in info for user_count and subscription_count only.')
    for (const { channel, name, data, socket_id: socketId } of batch) {
      this.#options.hub.publish({ channel, name, data, except: socketId ?? undefined })
    }
    if (infos.every(asked => asked?.length === 0)) return { status: 200, body: {} }
    const told = batch.map(({ channel }, index) => this.#infoOf(channel, infos[index] ?? []))
    return { status: 200, body: { batch: told } }
  }

  #list(query: URLSearchParams): RelayAnswer {
    const { hub } = this.#options
    const prefix = query.get('filter_by_prefix') ?? ''
    const infos = infosOf(query.get('info'))
    if (infos === null) return failed(400, 'Ask in info for user_count and subscription_count only.')
    if (infos.includes('user_count') && !prefix.startsWith('presence-')) {
      return failed(400, 'Only presence channels have a user_count: filter by a prefix of presence-.')
    }
    const found = [...hub.channelNames()].filter(name => name.startsWith(prefix))
    const channels = Object.fromEntries(found.map(name => [name, this.#infoOf(name, infos)]))
    return { status: 200, body: { channels } }
  }

  #channel(name: string, query: URLSearchParams): RelayAnswer {
    const channel = relayChannel(name)
    if (channel === null) return failed(400, `This is no name of a channel. ${CHANNEL_WORDS}`)
    const infos = infosOf(query.get('info'))
    if (infos === null) return failed(400, 'Ask in info for user_count and subscription_count only.')
    if (infos.includes('user_count') && channel.access !== 'presence') {
      return failed(400, 'Only presence channels have a user_count.')
    }
    const occupied = this.#options.hub.countsOf(name) !== null
    return { status: 200, body: { occupied, ...this.#infoOf(name, infos) } }
  }

  #users(name: string): RelayAnswer {
    if (relayChannel(name)?.access !== 'presence') return failed(400, 'Only presence channels have users.')
    const users = this.#options.hub.usersOf(name).map(id => ({ id }))
    return { status: 200, body: { users } }
  }

  #infoOf(channel: string, infos: readonly Info[]): Readonly<Record<string, number>> {
    const counts = this.#options.hub.countsOf(channel)
    return {
      ...(infos.includes('user_count') &&
        relayChannel(channel)?.access === 'presence' && { user_count: counts?.users ?? 0 }),
      ...(infos.includes('subscription_count') && { subscription_count: counts?.subscriptions ?? 0 }),
    }
  }
}

const failed = (status: number, error: string): RelayAnswer => ({ status, body: { error } })
const isTooLarge = (data: string): boolean => Buffer.byteLength(data) > MOST_DATA_BYTES

function infosOf(given: string | null | undefined): readonly Info[] | null {
  const names = (given ?? '').split(',').filter(name => name !== '')
  const known = INFO.filter(name => names.includes(name))
  return names.every(name => INFO.some(info => info === name)) ? known : null
}

function readBody<T>(
  schema: z.ZodType<T>,
  body: string,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: RelayAnswer } {
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch {
    return { ok: false, refusal: failed(400, 'The body is not valid JSON. Send a JSON document.') }
  }
  const read = schema.safeParse(document)
  if (read.success) return { ok: true, value: read.data }
  const words = read.error.issues.map(({ message, path }) => `${path.join('.') || 'body'}: ${message}`)
  return { ok: false, refusal: failed(400, words.slice(0, 3).join(' ')) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
