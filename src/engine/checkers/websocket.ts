import { z } from 'zod'
import type { Details } from '#shared/views.ts'
import { defineChecker } from './checker.ts'
import { roundMs, timedConnect } from './timed-connect.ts'
import { tlsOptionsSchema } from './tls-options.ts'
import { type TalkEnd, talk } from './websocket-talk.ts'

const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

const schema = z.strictObject({
  url: z
    .url({ protocol: /^wss?$/, error: 'Give an address that begins with ws:// or wss://.' })
    .refine(url => !url.includes('#'), 'The address of a WebSocket has no #.')
    .meta({ title: 'URL', description: 'Such as wss://example.com/ws.' }),
  send: z.string().max(65_536).optional().meta({
    title: 'Send',
    description: 'A text message to send once it is open.',
    secret: true,
  }),
  expect: z.string().min(1).max(1000).optional().meta({
    title: 'Expect',
    description: 'Text that one of the messages must contain.',
  }),
  subprotocol: z
    .string()
    .regex(token, 'A subprotocol is one word.')
    .optional()
    .meta({ title: 'Subprotocol', description: 'To ask for, such as graphql-transport-ws.' }),
  headers: z
    .record(
      z.string().regex(token, 'A header has a name without spaces or colons.'),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'A header is one line of Latin text.'),
    )
    .optional()
    .meta({ title: 'Headers', description: 'Sent with the handshake.', secret: true }),
  tls: tlsOptionsSchema.optional().meta({ title: 'TLS', advanced: true }),
  maxMessageBytes: z.int().min(125).max(16_777_216).default(1_048_576).meta({
    title: 'Largest message',
    description: 'A server that sends a larger one has failed.',
    unit: 'bytes',
    advanced: true,
  }),
})
type WebSocketTarget = z.infer<typeof schema>

/** Opens a WebSocket, has it answer, and closes it in good order. */
export const websocketChecker = defineChecker<WebSocketTarget>({
  kind: 'websocket',
  title: 'WebSocket',
  summary: 'Opens a WebSocket, and can send a message and expect one.',
  schema,
  defaults: { category: 'realtime' },
  whatToCheck: [
    'See whether the service is running, and whether its plain HTTP address answers.',
    'A proxy in between must pass the Upgrade and Connection headers on.',
    'Check the path, and the credentials or origin where the server asks for them.',
  ],
  describe: target => ({ text: safeUrl(target.url), host: hostOf(new URL(target.url)) }),
  async check(target, context) {
    const { WebSocket } = await import('ws')
    const url = new URL(target.url)
    const address = safeUrl(target.url)
    const secure = url.protocol === 'wss:'
    const { subprotocol, maxMessageBytes } = target
    const startedAt = context.clock.monotonic()
    const connection = await timedConnect(
      {
        host: hostOf(url),
        port: Number(url.port || (secure ? 443 : 80)),
        address,
        tls: secure ? { rejectUnauthorized: true, ...target.tls, alpn: ['http/1.1'] } : undefined,
      },
      context,
    )
    const { socket, timing, certificate } = connection
    const bytesBefore = socket.bytesRead
    const connectedAt = context.clock.monotonic()
    try {
      const ws = new WebSocket(url, subprotocol === undefined ? [] : [subprotocol], {
        createConnection: () => socket,
        headers: target.headers ?? {},
        maxPayload: maxMessageBytes,
        // What is not offered cannot be a compression bomb.
        perMessageDeflate: false,
      })
      const { send, expect } = target
      const bytesReceived = () => socket.bytesRead - bytesBefore
      const plan = { address, subprotocol, send, expect, maxMessageBytes, bytesReceived }
      const end = await talk(ws, plan, context)
      return {
        status: 'healthy',
        message: messageOf(end, expect),
        responseTimeMs: roundMs(connectedAt - startedAt + end.handshakeMs + end.untilExpectedMs),
        details: { ...timing, ...talkDetails(end), ...certificate?.details },
        ...(certificate ? { certificateExpiresAt: certificate.expiresAt } : {}),
      }
    } finally {
      socket.destroy()
    }
  },
})

function messageOf({ handshakeMs, untilExpectedMs }: TalkEnd, expected: string | undefined): string {
  if (expected === undefined) return `Opened in ${Math.round(handshakeMs)} ms`
  return `Opened, and the expected message came after ${Math.round(untilExpectedMs)} ms`
}

function talkDetails({ handshakeMs, firstMessageMs, messages, protocol, closeCode }: TalkEnd): Details {
  return {
    handshakeMs: roundMs(handshakeMs),
    firstMessageMs: firstMessageMs === null ? null : roundMs(firstMessageMs),
    messages,
    protocol,
    closeCode,
  }
}

/** Without credentials and query, which may hold a token. */
function safeUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}
