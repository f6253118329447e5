import type { RawData, WebSocket } from 'ws'
import type { Timer } from '../clock.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { endReason } from './end-reason.ts'
import { printable, shorten } from './printable-text.ts'
import { explainRefusal, explainWebSocketError } from './websocket-failure.ts'

/** How long a server may take to answer a ping before the connection is taken for alive without it. */
const PONG_MS = 1000
/** How long a server may take to answer our closing. */
const CLOSE_MS = 300
/** What a server may send without the expected text among it. */
const MAXIMUM_MESSAGES = 10_000
const MAXIMUM_BYTES = 64 * 1024 * 1024

/** What is said on a WebSocket. */
export interface TalkPlan {
  /** How the server is called in messages: "ws://127.0.0.1:8009/ws". */
  readonly address: string
  readonly subprotocol?: string | undefined
  readonly send?: string | undefined
  readonly expect?: string | undefined
  readonly maxMessageBytes: number
  /** Bytes that have come since the connection stood. */
  readonly bytesReceived: () => number
}

/** How a talk went. Durations in ms. */
export interface TalkEnd {
  readonly handshakeMs: number
  /** From the handshake's end to the expected text; 0 where none is expected. */
  readonly untilExpectedMs: number
  /** From the handshake's end; null where no message came. */
  readonly firstMessageMs: number | null
  readonly messages: number
  /** The subprotocol agreed on; empty for none. */
  readonly protocol: string
  /** The code the server closed with; null where it did not answer our closing in time. */
  readonly closeCode: number | null
}

/**
 * Follows a WebSocket from the handshake to its closing: sends what is to be sent and waits for the text that is
 * expected, or where there is none, for the answer to a ping, so that a server that hangs up at once is noticed.
 * Rejects with a `CheckFailure`; the caller destroys the socket beneath in any case.
 */
export function talk(ws: WebSocket, plan: TalkPlan, context: CheckContext): Promise<TalkEnd> {
  const { clock, signal } = context
  return new Promise((resolve, reject) => {
    const started = clock.monotonic()
    let openedAt: number | null = null
    let satisfiedAt: number | null = null
    let firstMessageAt: number | null = null
    let messages = 0
    let bytes = 0
    let timer: Timer = { cancel() {} }

    const settle = () => {
      timer.cancel()
      signal.removeEventListener('abort', onAbort)
      // What it still says while it ends is of no interest, but an error without a listener would end the process.
      ws.removeAllListeners()
      ws.on('error', () => {})
    }
    const fail = (error: unknown) => {
      settle()
      reject(error)
    }
    const failWith = (text: string) => fail(new CheckFailure('protocol', text, { messages }))
    const finish = (closeCode: number | null) => {
      if (openedAt === null || satisfiedAt === null) return
      settle()
      resolve({
        handshakeMs: openedAt - started,
        untilExpectedMs: plan.expect === undefined ? 0 : satisfiedAt - openedAt,
        firstMessageMs: firstMessageAt === null ? null : firstMessageAt - openedAt,
        messages,
        protocol: ws.protocol,
        closeCode,
      })
    }
    const satisfied = () => {
      if (satisfiedAt !== null) return
      satisfiedAt = clock.monotonic()
      timer.cancel()
      timer = clock.after(CLOSE_MS, () => finish(null))
      ws.close(1000)
    }
    const onAbort = () => {
      const progress = { opened: openedAt !== null, messages, bytes: plan.bytesReceived() }
      fail(endReason(context, within => lateText(plan, within, progress)))
    }
    const onMessage = (data: RawData) => {
      const text = String(data)
      messages++
      bytes += text.length
      firstMessageAt ??= clock.monotonic()
      if (satisfiedAt !== null || plan.expect === undefined) return
      if (text.includes(plan.expect)) satisfied()
      else if (messages >= MAXIMUM_MESSAGES || bytes > MAXIMUM_BYTES) {
        failWith(
          `The WebSocket at ${plan.address} sent ${messages} messages, and none contained the expected "${shorten(plan.expect, 80)}".`,
        )
      }
    }

    signal.addEventListener('abort', onAbort, { once: true })
    ws.on('open', () => {
      openedAt = clock.monotonic()
      if (plan.send !== undefined) ws.send(plan.send)
      if (plan.expect !== undefined) return
      ws.ping()
      timer = clock.after(PONG_MS, satisfied)
    })
    ws.on('message', onMessage)
    ws.on('pong', () => {
      if (plan.expect === undefined) satisfied()
    })
    ws.on('unexpected-response', (_request, response) => fail(explainRefusal(plan.address, response)))
    ws.on('error', error => {
      if (satisfiedAt !== null) finish(null)
      else fail(explainWebSocketError(error, plan, openedAt !== null))
    })
    ws.on('close', (code, reason) => {
      if (satisfiedAt !== null) finish(code)
      else failWith(closedText(plan, code, reason.toString('utf8'), messages))
    })
  })
}

interface Progress {
  readonly opened: boolean
  readonly messages: number
  readonly bytes: number
}

function lateText(plan: TalkPlan, within: string, { opened, messages, bytes }: Progress): string {
  if (!opened) {
    const how = bytes > 0 ? `began to answer (${bytes} bytes) but` : 'accepted the connection but'
    return `The server at ${plan.address} ${how} did not finish the WebSocket handshake ${within}.`
  }
  const came = messages === 0 ? 'no message came' : `${messages} ${messages === 1 ? 'other' : 'others'} came`
  return `The WebSocket at ${plan.address} opened, but the expected "${shorten(plan.expect ?? '', 80)}" did not come ${within}; ${came}.`
}

/** Close codes of RFC 6455, section 7.4.1, and the registry it set up. */
const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'in good order',
  1001: 'it is going away',
  1002: 'protocol error',
  1003: 'it does not take such messages',
  1007: 'bad text',
  1008: 'against its policy',
  1009: 'message too large',
  1011: 'an error of its own',
  1012: 'it is restarting',
  1013: 'it is overloaded',
  1014: 'no server behind the gateway',
}

function closedText(plan: TalkPlan, code: number, reason: string, messages: number): string {
  const said = shorten(printable(reason), 120)
  const words = [CLOSE_CODES[code], said].filter(Boolean).join(': ')
  const how =
    code === 1005 || code === 1006 ? 'without saying why' : `with code ${code}${words ? ` (${words})` : ''}`
  if (plan.expect === undefined) {
    return `The server at ${plan.address} closed the WebSocket right after the handshake, ${how}.`
  }
  const came = messages === 0 ? '' : ` after ${messages} other ${messages === 1 ? 'message' : 'messages'}`
  return `The server at ${plan.address} closed the WebSocket ${how}${came}, before the expected "${shorten(plan.expect, 80)}" came.`
}
