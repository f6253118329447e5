import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ApiCall } from './api-call.ts'
import { apiAddress, apiKey } from './api-fields.ts'

/** How a Pusher app is reached: the fields that all that speak to Pusher have. */
export const pusherAppFields = {
  appId: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'Give the id of the app, such as 1234567.')
    .meta({ title: 'App id', description: 'From the App Keys of the app.' }),
  key: apiKey.meta({ title: 'Key', description: 'The public key of the app.' }),
  secret: apiKey.meta({ title: 'Secret', description: 'Signs the requests; never sent.', secret: true }),
  cluster: z
    .string()
    .regex(/^[a-z\d-]{1,40}$/i, 'Give the short name of the cluster, such as mt1 or eu.')
    .default('mt1')
    .meta({ title: 'Cluster', description: 'Such as mt1, us2, us3, eu, ap1.' }),
  host: apiAddress.optional().meta({
    title: 'Host',
    description:
      'Address of an own Pusher-compatible server, such as http://127.0.0.1:6001, instead of the cluster.',
    advanced: true,
  }),
} as const

/** A Pusher app and where it is. */
export interface PusherApp {
  readonly appId: string
  readonly key: string
  readonly secret: string
  readonly cluster: string
  readonly host?: string | undefined
}

/** What to ask of a Pusher app. */
export interface PusherRequest {
  readonly method?: 'GET' | 'POST'
  /** Below `/apps/{app_id}`: "/channels". Holds only characters that stand for themselves in a path. */
  readonly path: string
  readonly params?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
}

/** Where the API of an app is, without its path. */
export function pusherOrigin({ host, cluster }: Pick<PusherApp, 'host' | 'cluster'>): string {
  return host === undefined ? `https://api-${cluster}.pusher.com` : new URL(host).origin
}

/**
 * The signed call of Pusher's HTTP API (https://pusher.com/docs/channels/library_auth_reference/rest-api): the
 * signature is over method, path and the parameters in the order of their names, with their values as they are.
 *
 * @param now the time, in ms since the epoch; Pusher takes what is at most 600 s from its own.
 */
export function pusherCall(app: PusherApp, request: PusherRequest, now: number): ApiCall {
  const { method = 'GET', path } = request
  const body = request.body === undefined ? undefined : JSON.stringify(request.body)
  const url = new URL(`/apps/${app.appId}${path}`, pusherOrigin(app))
  const params = Object.entries({
    ...request.params,
    auth_key: app.key,
    auth_timestamp: String(Math.floor(now / 1000)),
    auth_version: '1.0',
    ...(body !== undefined && { body_md5: createHash('md5').update(body).digest('hex') }),
  }).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const signed = [method, url.pathname, params.map(([name, value]) => `${name}=${value}`).join('&')].join(
    '\n',
  )
  const signature = createHmac('sha256', app.secret).update(signed).digest('hex')
  url.search = new URLSearchParams([...params, ['auth_signature', signature]]).toString()
  return { url, method, ...(body !== undefined && { body }) }
}
