import type { IncomingMessage } from 'node:http'
import { CheckFailure, type FailureKind } from './checker.ts'
import { explainFailure } from './explain-failure.ts'
import { printable, shorten } from './printable-text.ts'

/** What the failure is about. */
export interface WebSocketSubject {
  /** Without credentials: "ws://127.0.0.1:8009/ws". */
  readonly address: string
  readonly subprotocol?: string | undefined
  readonly maxMessageBytes: number
}

/** Why a server answered the handshake with an ordinary HTTP response. */
export function explainRefusal(address: string, response: IncomingMessage): CheckFailure {
  const { statusCode = 0, headers } = response
  const [failure, text] = refusalText(address, statusCode, headers.location)
  return new CheckFailure(failure, text, { statusCode })
}

function refusalText(address: string, status: number, location = ''): readonly [FailureKind, string] {
  if (status === 401 || status === 407) {
    return ['auth', `The server at ${address} asks for credentials (${status}). Give them in the headers.`]
  }
  if (status === 403) {
    return ['auth', `The server at ${address} forbids the WebSocket (403). Check credentials and origin.`]
  }
  if (status === 404) return ['protocol', `There is no WebSocket at ${address} (404). Check the path.`]
  if (status >= 200 && status < 300) {
    return [
      'protocol',
      `The server at ${address} answered with an ordinary page (${status}) instead of a WebSocket. Check the path, or the proxy in between.`,
    ]
  }
  if (status >= 300 && status < 400) {
    const target = withoutQuery(location)
    return [
      'protocol',
      `The server at ${address} sends its clients elsewhere (${status})${target ? `, to ${target}` : ''}. Use that address.`,
    ]
  }
  if (status === 426) {
    return ['protocol', `The server at ${address} wants another version of the protocol (426).`]
  }
  if (status >= 502 && status <= 504) {
    return ['protocol', `The proxy at ${address} has no working server behind it (${status}).`]
  }
  return ['protocol', `The server at ${address} refused the WebSocket handshake (${status}).`]
}

/** An address that a server sent, safe to show: its query may hold a token. */
function withoutQuery(location: string): string {
  return shorten(
    printable(location)
      .replace(/[?#].*$/s, '')
      .replace(/\/\/[^/]*@/, '//'),
    200,
  )
}

/** What an error of the `ws` package or of the connection beneath it means. */
export function explainWebSocketError(
  error: Error,
  { address, subprotocol, maxMessageBytes }: WebSocketSubject,
  opened: boolean,
): CheckFailure {
  const server = `The server at ${address}`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const because: readonly (readonly [RegExp, string])[] = [
    [
      /^WS_ERR_UNSUPPORTED_MESSAGE_LENGTH/,
      `${server} sent a message of more than ${maxMessageBytes} bytes, which was not read.`,
    ],
    [
      /^WS_ERR_/,
      `${server} sent a frame that breaks the WebSocket protocol (${shorten(error.message, 120)}).`,
    ],
    [/^HPE_HEADER_OVERFLOW/, `${server} answered the WebSocket handshake with endless headers.`],
    [
      /^HPE_/,
      `${server} answered the WebSocket handshake with something that is not HTTP. Is it another kind of server?`,
    ],
    [/Invalid Upgrade header/, `${server} switched protocols, but not to WebSocket.`],
    [
      /Invalid Sec-WebSocket-Accept/,
      `${server} answered the WebSocket handshake with a wrong Sec-WebSocket-Accept: it, or a proxy in between, does not speak WebSocket.`,
    ],
    [
      /subprotocol/,
      subprotocol === undefined
        ? `${server} insists on a subprotocol. Name it in the settings of this monitor.`
        : `${server} does not speak the subprotocol ${subprotocol}.`,
    ],
    [/Sec-WebSocket-Extensions/, `${server} insists on an extension that was not offered.`],
    [/socket hang up/, `${server} closed the connection without answering the WebSocket handshake.`],
    [
      /^ECONNRESET/,
      `${server} broke off the connection ${opened ? 'after' : 'during'} the WebSocket handshake.`,
    ],
  ]
  const known = because.find(([pattern]) => pattern.test(code) || pattern.test(error.message))
  if (known) return new CheckFailure('protocol', known[1])
  const { failure, message } = explainFailure(error, { subject: 'The server', address })
  return new CheckFailure(failure, message)
}
