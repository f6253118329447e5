import { type PusherConfig, pusherSchema } from '#shared/realtime-config.ts'
import type { Resolved } from '../config/references.ts'
import type { PusherPlace } from './open-pusher.ts'

/** An app of Pusher with its references filled in. */
export interface PusherApp {
  readonly place: PusherPlace
  /** Where it is, in words: "cluster eu" or the address of the host, without credentials. */
  readonly words: string
  readonly appId: string | null
  readonly secret: string | null
  readonly authUrl: URL | null
  readonly authHeaders: Readonly<Record<string, string>>
}

export type FoundApp =
  | { readonly ok: true; readonly app: PusherApp; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly message: string }

/** The app of a configuration, with its references filled in, or why there is none. */
export async function pusherAppOf(
  config: PusherConfig,
  resolve: (value: unknown) => Promise<Resolved<unknown>>,
): Promise<FoundApp> {
  const resolved = await resolve(config)
  if (!resolved.ok) return resolved
  const { data } = pusherSchema.safeParse(resolved.value)
  if (data?.key === undefined) {
    return { ok: false, message: 'The settings of Pusher are not right once their references are filled in.' }
  }
  const host = data.host === undefined ? null : URL.parse(data.host)
  const authUrl = data.authUrl === undefined ? null : URL.parse(data.authUrl)
  if (data.host !== undefined && host === null) {
    return { ok: false, message: 'The host of Pusher is no address once its references are filled in.' }
  }
  return {
    ok: true,
    app: {
      place: { key: data.key, cluster: data.cluster, host },
      words: host === null ? `cluster ${data.cluster}` : host.origin,
      appId: data.appId ?? null,
      secret: data.secret ?? null,
      authUrl,
      authHeaders: data.authHeaders ?? {},
    },
    secrets: [...resolved.secrets, ...(data.secret === undefined ? [] : [data.secret])],
  }
}
