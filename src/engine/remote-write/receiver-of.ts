import { type RemoteWriteConfig, remoteWriteSchema } from '#shared/remote-write-config.ts'
import { basicAuthorization } from '../checkers/basic-authorization.ts'
import type { Resolved } from '../config/references.ts'
import type { Receiver } from './send-write-request.ts'

export type FoundReceiver =
  | { readonly ok: true; readonly receiver: Receiver; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly message: string }

/** The receiver of a configuration, with its references filled in and its credentials as headers. */
export async function receiverOf(
  config: RemoteWriteConfig,
  resolve: (value: unknown) => Promise<Resolved<unknown>>,
  version: string,
): Promise<FoundReceiver> {
  const resolved = await resolve(config)
  if (!resolved.ok) return { ok: false, message: resolved.message }
  const { data } = remoteWriteSchema.safeParse(resolved.value)
  const url = URL.parse(data?.url ?? '')
  if (!data || !url || !/^https?:$/.test(url.protocol)) {
    return { ok: false, message: 'The address of remote write is none once its references are filled in.' }
  }
  const ofAddress = basicAuthorization(url)
  // Prometheus and proxies alike refuse what stands in an address as a user; it goes as a header.
  url.username = ''
  url.password = ''
  const headers = {
    'user-agent': `Traylight/${version}`,
    ...lowerCased(data.headers ?? {}),
    ...(data.basicAuth ? authorizationOf(data.basicAuth) : ofAddress),
    ...(data.bearerToken ? { authorization: `Bearer ${data.bearerToken}` } : {}),
  }
  const receiver = { url, headers, timeoutMs: data.timeoutSeconds * 1000 }
  return { ok: true, receiver, secrets: resolved.secrets }
}

function authorizationOf({ username, password }: NonNullable<RemoteWriteConfig['basicAuth']>) {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
