import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type Clock, systemClock } from '#engine/clock.ts'
import { type VendorAnswer, type VendorRequest, VendorServer } from './vendor-server.ts'

/** A Pusher app that a simulated server has. */
export interface PusherServerApp {
  readonly appId: string
  readonly key: string
  readonly secret: string
}

/** An event that was triggered. */
export interface TriggeredEvent {
  readonly name: string
  readonly channels: readonly string[]
  readonly data: string
}

/** A request is good for so long, in seconds, before and after its time. */
const GRACE_SECONDS = 600

const eventSchema = z.object({
  name: z.string().max(200),
  channels: z.array(z.string()).max(100).optional(),
  channel: z.string().optional(),
  data: z.string(),
})

/**
 * Pusher's HTTP API for one app (https://pusher.com/docs/channels/library_auth_reference/rest-api): channels and
 * events, with signatures verified as Pusher does.
 */
export class PusherRestServer extends VendorServer {
  /** Who is subscribed to what. A channel that is not in it is vacant, as one with no subscription. */
  readonly channels = new Map<string, { readonly subscriptions: number; readonly users?: number }>()
  /** Whether the app has subscription counting switched on. */
  countsSubscriptions = true
  /** The events that were triggered, the oldest first. */
  readonly events: TriggeredEvent[] = []
  readonly #app: PusherServerApp
  readonly #clock: Pick<Clock, 'now'>

  constructor(app: PusherServerApp, clock: Pick<Clock, 'now'> = systemClock) {
    super()
    this.#app = app
    this.#clock = clock
  }

  protected override good(request: VendorRequest): VendorAnswer {
    const refusal = this.#authenticate(request)
    if (refusal !== undefined) return { status: 401, body: `${refusal}\n` }
    const path = request.path.replace(`/apps/${this.#app.appId}`, '')
    if (request.method === 'POST' && path === '/events') return this.#trigger(request)
    if (request.method === 'GET' && path === '/channels') return this.#list(request)
    const name = /^\/channels\/([^/]+)$/.exec(path)?.[1]
    if (request.method === 'GET' && name !== undefined)
      return this.#channel(decodeURIComponent(name), request)
    return { status: 404, body: 'Not found\n' }
  }

  protected override rateLimited(): VendorAnswer {
    return { status: 429, body: 'Too many requests\n' }
  }

  protected override quotaExhausted(): VendorAnswer {
    return { status: 403, body: 'The app is over its daily message quota\n' }
  }

  protected override down(): VendorAnswer {
    return { status: 503, body: '<html><body><h1>503 Service Unavailable</h1></body></html>' }
  }

  /** Why a request is refused; undefined where it is not. */
  #authenticate({ method, path, query, body }: VendorRequest): string | undefined {
    const { appId, key, secret } = this.#app
    if (!path.startsWith(`/apps/${appId}/`)) return 'Unknown app id'
    if (query.get('auth_key') !== key) return 'Unknown auth_key'
    if (query.get('auth_version') !== '1.0') return 'Version required'
    const timestamp = Number(query.get('auth_timestamp') ?? Number.NaN)
    if (!(Math.abs(this.#clock.now() / 1000 - timestamp) <= GRACE_SECONDS)) {
      return `Timestamp expired: Given timestamp (${new Date(timestamp * 1000 || 0).toISOString()}) not within ${GRACE_SECONDS}s of server time`
    }
    if (method === 'POST' && query.get('body_md5') !== createHash('md5').update(body).digest('hex')) {
      return 'Invalid body_md5'
    }
    const parameters = [...query]
      .filter(([name]) => name !== 'auth_signature')
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
    const signed = [method, path, parameters.join('&')].join('\n')
    const expected = createHmac('sha256', secret).update(signed).digest()
    const given = Buffer.from(query.get('auth_signature') ?? '', 'hex')
    if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined
    return `Invalid signature: you should have sent HmacSHA256Hex(${JSON.stringify(signed)}, your_secret_key), but you sent ${JSON.stringify(query.get('auth_signature'))}`
  }

  #trigger({ body }: VendorRequest): VendorAnswer {
    const parsed = eventSchema.safeParse(jsonOf(body))
    if (!parsed.success) return { status: 400, body: 'The event needs a name, data and channels\n' }
    const { name, data, channel } = parsed.data
    if (data.length > 10_240) {
      return {
        status: 413,
        body: 'The data content of this event exceeds the allowed maximum (10240 bytes)\n',
      }
    }
    const channels = parsed.data.channels ?? (channel === undefined ? [] : [channel])
    this.events.push({ name, channels, data })
    return { status: 200, body: {} }
  }

  #list({ query }: VendorRequest): VendorAnswer {
    const prefix = query.get('filter_by_prefix') ?? ''
    const wantsUsers = infoOf(query).includes('user_count')
    if (wantsUsers && !prefix.startsWith('presence-')) {
      return { status: 400, body: 'user_count may only be requested for presence channels\n' }
    }
    const occupied = [...this.channels].filter(
      ([name, { subscriptions }]) => subscriptions > 0 && name.startsWith(prefix),
    )
    const channels = occupied.map(([name, { users = 0 }]) => [name, wantsUsers ? { user_count: users } : {}])
    return { status: 200, body: { channels: Object.fromEntries(channels) } }
  }

  #channel(name: string, { query }: VendorRequest): VendorAnswer {
    const info = infoOf(query)
    if (info.includes('user_count') && !name.startsWith('presence-')) {
      return { status: 400, body: 'user_count may only be requested for presence channels\n' }
    }
    if (info.includes('subscription_count') && !this.countsSubscriptions) {
      const message = 'Cannot retrieve the subscription count because subscription counting is not enabled'
      return { status: 400, body: `${message}\n` }
    }
    const { subscriptions = 0, users = 0 } = this.channels.get(name) ?? {}
    return {
      status: 200,
      body: {
        occupied: subscriptions > 0,
        ...(info.includes('subscription_count') && { subscription_count: subscriptions }),
        ...(info.includes('user_count') && { user_count: users }),
      },
    }
  }
}

function infoOf(query: URLSearchParams): readonly string[] {
  return (query.get('info') ?? '').split(',')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
