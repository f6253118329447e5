import type { Socket } from 'node:net'
import { z } from 'zod'
import { type CheckContext, CheckFailure, defineChecker } from './checker.ts'
import { endReason } from './end-reason.ts'
import { bytesOfEscaped } from './escaped-text.ts'
import { explainFailure } from './explain-failure.ts'
import { hostSchema, portSchema, showHostPort } from './host-port.ts'
import { oneLine } from './printable-text.ts'
import { roundMs, timedConnect } from './timed-connect.ts'

/** What is expected must come within this much. */
const MAX_ANSWER_BYTES = 65_536

const ESCAPES_HINT = '\\r, \\n, \\t, \\0, \\\\ and \\xHH stand for characters that cannot be typed.'

const schema = z.strictObject({
  host: hostSchema,
  port: portSchema,
  send: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ title: 'Send', description: `Sent once connected. ${ESCAPES_HINT}`, secret: true }),
  expect: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ title: 'Expect', description: `Text that must come back. ${ESCAPES_HINT}` }),
  tls: z.boolean().default(false).meta({
    title: 'TLS',
    description: 'Speak TLS from the start; the certificate must be valid.',
    advanced: true,
  }),
})
type TcpTarget = z.infer<typeof schema>

/**
 * Checks that a port accepts connections and, if asked, what is said there. `responseTimeMs` is the time until the
 * connection stood or, where something is expected, until it had come.
 */
export const tcpChecker = defineChecker<TcpTarget>({
  kind: 'tcp',
  title: 'TCP',
  summary: 'Connects to a port; can send a text and expect another.',
  schema,
  defaults: { category: 'system' },
  whatToCheck: [
    'Check that the service is running and listens on this address and port (ss -ltn).',
    'Check that it listens on this interface and not on 127.0.0.1 alone.',
    'Check firewalls and the network between here and there (nc -vz HOST PORT).',
    'If it answers, but not as expected, check what listens on that port.',
  ],
  describe: ({ host, port }) => ({ text: showHostPort(host, port), host }),
  async check(target, context) {
    const { host, port, send, expect, tls } = target
    const address = showHostPort(host, port)
    const startedAt = context.clock.monotonic()
    const { socket, timing, certificate } = await timedConnect(
      { host, port, address, tls: tls ? { rejectUnauthorized: true } : undefined },
      context,
    )
    try {
      if (send !== undefined) socket.write(bytesOfEscaped(send))
      if (expect !== undefined) await awaitAnswer(socket, bytesOfEscaped(expect), target, context)
      else if (send !== undefined) await sent(socket, address, context)
      const tookMs = roundMs(context.clock.monotonic() - startedAt)
      return {
        status: 'healthy',
        message: expect === undefined ? 'Accepts connections' : 'Answers as expected',
        responseTimeMs: tookMs,
        details: { ...timing, totalMs: tookMs, ...certificate?.details },
        ...(certificate && { certificateExpiresAt: certificate.expiresAt }),
      }
    } finally {
      socket.destroy()
    }
  },
})

/** Waits until all that was written has left for the peer. */
function sent(socket: Socket, address: string, context: CheckContext): Promise<void> {
  return untilSettled(socket, address, context, {
    late: within => `${address} accepted the connection but did not take what was sent ${within}.`,
    begin: resolve => socket.write('', () => resolve()),
  })
}

/** Waits until what is expected has come; throws a `CheckFailure` where it does not. */
function awaitAnswer(
  socket: Socket,
  expected: Buffer,
  { host, port }: TcpTarget,
  context: CheckContext,
): Promise<void> {
  const address = showHostPort(host, port)
  let received = Buffer.alloc(0)
  return untilSettled(socket, address, context, {
    late: within =>
      received.length === 0
        ? `${address} accepted the connection but sent nothing ${within}.`
        : `${address} did not send what is expected ${within}; it sent ${quoted(received)}.`,
    begin(resolve, reject) {
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        if (received.includes(expected)) return resolve()
        if (received.length < MAX_ANSWER_BYTES) return
        reject(unexpected(`${address} sent more than ${MAX_ANSWER_BYTES} bytes without what is expected.`))
      })
      socket.on('end', () => {
        const what = received.length === 0 ? 'without a word' : `after ${quoted(received)}`
        reject(unexpected(`${address} closed the connection ${what}; something else is expected.`))
      })
    },
  })
}

interface Wait {
  late(within: string): string
  begin(resolve: () => void, reject: (error: Error) => void): void
}

/** Waits for something on a socket, and ends with the socket's errors and the check's signal. */
async function untilSettled(
  socket: Socket,
  address: string,
  context: CheckContext,
  wait: Wait,
): Promise<void> {
  const { signal } = context
  let onAbort = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      onAbort = () => reject(endReason(context, wait.late))
      signal.addEventListener('abort', onAbort)
      socket.once('error', error => {
        const { failure, message } = explainFailure(error, { subject: 'The server', address })
        reject(new CheckFailure(failure, message))
      })
      wait.begin(resolve, reject)
    })
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function unexpected(message: string): CheckFailure {
  return new CheckFailure('unexpected', message)
}

function quoted(bytes: Buffer): string {
  return `"${oneLine(bytes.subarray(0, 400).toString(), 80)}"`
}
