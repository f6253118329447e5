import { createHash, randomBytes } from 'node:crypto'
import { askHttp } from './ask-http.ts'
import { loopbackUrl } from './loopback-url.ts'
import type { Recogniser } from './recogniser.ts'

/** Joined to the key by both sides (RFC 6455, section 1.3). */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** A WebSocket server: accepts the handshake at its root. No message is sent. */
export const recogniseWebSocket: Recogniser = async (address, context) => {
  const key = randomBytes(16).toString('base64')
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': key,
  }
  const answer = await askHttp(address, { scheme: 'http', path: '/', headers }, context)
  const expected = createHash('sha1')
    .update(key + HANDSHAKE_GUID)
    .digest('base64')
  if (answer.statusCode !== 101 || answer.webSocketAccept !== expected) return null
  return {
    protocol: 'websocket',
    name: null,
    category: 'realtime',
    evidence: 'accepted a WebSocket handshake',
    check: { kind: 'websocket', url: loopbackUrl('ws', address, '/') },
  }
}
