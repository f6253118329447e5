/** Where the relay is, as clients of it want to be told. */
interface RelayPlace {
  readonly host: string
  readonly port: string
  readonly isSecure: boolean
}

function placeOf(address: string): RelayPlace | null {
  try {
    const { hostname, port, protocol } = new URL(address.includes('://') ? address : `http://${address}`)
    const isSecure = protocol === 'https:' || protocol === 'wss:'
    return { host: hostname, port: port === '' ? (isSecure ? '443' : '80') : port, isSecure }
  } catch {
    return null
  }
}

const quoted = (text: string) => JSON.stringify(text)

/** How a page listens to the relay with pusher-js; null where its address cannot be read. */
export function listenExample(address: string, key: string): string | null {
  const place = placeOf(address)
  if (place === null) return null
  const { host, port, isSecure } = place
  return [
    `new Pusher(${quoted(key)}, {`,
    `  cluster: '',`,
    `  wsHost: ${quoted(host)}, ${isSecure ? 'wssPort' : 'wsPort'}: ${port}, forceTLS: ${isSecure},`,
    `  enabledTransports: ['${isSecure ? 'wss' : 'ws'}'],`,
    `})`,
  ].join('\n')
}

/** How a server publishes over the relay with Pusher's own library; the secret is not said. */
export function publishExample(address: string, appId: string, key: string): string | null {
  const place = placeOf(address)
  if (place === null) return null
  const { host, port, isSecure } = place
  return [
    `new Pusher({`,
    `  appId: ${quoted(appId)}, key: ${quoted(key)}, secret: '…',`,
    `  host: ${quoted(host)}, port: ${quoted(port)}, useTLS: ${isSecure},`,
    `})`,
  ].join('\n')
}
