import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Details } from '#shared/views.ts'
import { defineChecker } from './checker.ts'
import { hostOf, showUrl } from './http-exchange.ts'
import { roundMs, timedConnect } from './timed-connect.ts'
import { tlsOptionsSchema } from './tls-options.ts'
import { type TalkEnd, talk } from './websocket-talk.ts'

const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

const schema = z
  .strictObject({
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
    echo: z.boolean().default(false).meta({
      title: 'Echo',
      description: 'Sends a text of its own that is new each time, and expects it back.',
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
    listenSeconds: z.number().min(0).max(10).default(0).meta({
      title: 'Listen for',
      description:
        'How long to count messages by their type once what is expected has come; within the timeout.',
      unit: 's',
      advanced: true,
    }),
  })
  .refine(({ echo, send, expect }) => !echo || (send === undefined && expect === undefined), {
    message:
      'The echo sends and expects a text of its own. Leave out what to send and expect, or turn it off.',
    path: ['echo'],
  })
type WebSocketTarget = z.infer<typeof schema>

/** Opens a WebSocket, has it answer, and closes it in good order. */
export const websocketChecker = defineChecker<WebSocketTarget>({
  kind: 'websocket',
  title: 'WebSocket',
  summary: 'Opens a WebSocket, and can send a message, expect one, and count what comes.',
  schema,
  defaults: { category: 'realtime' },
  whatToCheck: [
    'See whether the service is running, and whether its plain HTTP address answers.',
    'A proxy in between must pass the Upgrade and Connection headers on.',
    'Check the path, and the credentials or origin where the server asks for them.',
    'It opens and stays silent: see whether what should answer behind it still runs.',
  ],
  describe: target => ({ text: showUrl(new URL(target.url)), host: hostOf(new URL(target.url)) }),
  async check(target, context) {
    const { WebSocket } = await import('ws')
    const url = new URL(target.url)
    const address = showUrl(url)
    const secure = url.protocol === 'wss:'
    const { subprotocol, maxMessageBytes, echo } = target
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
      const text = echo ? `traylight-${randomUUID()}` : undefined
      const plan = {
        address,
        subprotocol,
        send: text ?? target.send,
        expect: text ?? target.expect,
        echo,
        maxMessageBytes,
        listenMs: target.listenSeconds * 1000,
        startedAt,
        bytesReceived: () => socket.bytesRead - bytesBefore,
      }
      const end = await talk(ws, plan, context)
      return {
        status: 'healthy',
        message: messageOf(end, target),
        responseTimeMs: roundMs(connectedAt - startedAt + end.handshakeMs + end.untilExpectedMs),
        details: { ...timing, ...talkDetails(end), ...certificate?.details },
        ...(certificate ? { certificateExpiresAt: certificate.expiresAt } : {}),
      }
    } finally {
      socket.destroy()
    }
  },
})

function messageOf(end: TalkEnd, { echo, expect, listenSeconds }: WebSocketTarget): string {
  const ms = Math.round(end.untilExpectedMs)
  const opened = echo
    ? `Opened, and the echo came back after ${ms} ms`
    : expect === undefined
      ? `Opened in ${Math.round(end.handshakeMs)} ms`
      : `Opened, and the expected message came after ${ms} ms`
  if (listenSeconds === 0) return opened
  return `${opened}; ${end.messages} ${end.messages === 1 ? 'message' : 'messages'} came`
}

function talkDetails(end: TalkEnd): Details {
  return {
    handshakeMs: roundMs(end.handshakeMs),
    firstMessageMs: end.firstMessageMs === null ? null : roundMs(end.firstMessageMs),
    messages: end.messages,
    ...(end.messages > 0 && { messageTypes: end.messageTypes }),
    protocol: end.protocol,
    closeCode: end.closeCode,
  }
}
