import type { RawData, WebSocket } from 'ws'
import type { Timer } from '../clock.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { endReason } from './end-reason.ts'
import { MessageTypes } from './message-types.ts'
import { passedDeadline } from './passed-deadline.ts'
import { explainRefusal, explainWebSocketError } from './websocket-failure.ts'
import { closedText, floodText, lateText, type TalkSubject } from './websocket-words.ts'

/** How long a server may take to answer a ping before the connection is taken for alive without it. */
const PONG_MS = 1000
/** How long a server may take to answer our closing. */
const CLOSE_MS = 300
/** What is left of the deadline for the closing when listening ends. */
const BEFORE_DEADLINE_MS = CLOSE_MS + 100
/** What a server may send without the expected text among it. */
const MAXIMUM_MESSAGES = 10_000
const MAXIMUM_BYTES = 64 * 1024 * 1024
/** Closed with one of these, it was not in need of anything. */
const GOOD_ORDER: ReadonlySet<number> = new Set([1000, 1001, 1005])

/** What is said on a WebSocket. */
export interface TalkPlan extends TalkSubject {
  readonly subprotocol?: string | undefined
  readonly send?: string | undefined
  readonly maxMessageBytes: number
  /** How long to count messages when what is expected has come, in ms; less where the deadline is nearer. */
  readonly listenMs: number
  /** When the check began, on the monotonic clock. */
  readonly startedAt: number
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
  /** How many messages there were of each type. */
  readonly messageTypes: Readonly<Record<string, number>>
  /** The subprotocol agreed on; empty for none. */
  readonly protocol: string
  /** The code the server closed with; null where it did not answer our closing in time. */
  readonly closeCode: number | null
}

/**
 * Follows a WebSocket from the handshake to its closing: sends what is to be sent and waits for the text that is
 * expected, or where there is none, for the answer to a ping, so that a server that hangs up at once is noticed; then
 * listens for as long as is asked for. Rejects with a `CheckFailure`; the caller destroys the socket beneath in any case.
 */
export function talk(ws: WebSocket, plan: TalkPlan, context: CheckContext): Promise<TalkEnd> {
  const { clock, signal } = context
  return new Promise((resolve, reject) => {
    const begunAt = clock.monotonic()
    const types = new MessageTypes()
    let phase: 'opening' | 'waiting' | 'listening' | 'closing' = 'opening'
    let openedAt = begunAt
    let satisfiedAt = begunAt
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
    const failWith = (text: string) => fail(new CheckFailure('protocol', text, soFar()))
    const soFar = () => ({ messages, ...(messages > 0 && { messageTypes: types.counts }) })
    const finish = (closeCode: number | null) => {
      settle()
      resolve({
        handshakeMs: openedAt - begunAt,
        untilExpectedMs: plan.expect === undefined ? 0 : satisfiedAt - openedAt,
        firstMessageMs: firstMessageAt === null ? null : firstMessageAt - openedAt,
        messages,
        messageTypes: types.counts,
        protocol: ws.protocol,
        closeCode,
      })
    }
    const close = () => {
      phase = 'closing'
      timer.cancel()
      timer = clock.after(CLOSE_MS, () => finish(null))
      ws.close(1000)
    }
    const satisfied = () => {
      if (phase !== 'waiting') return
      satisfiedAt = clock.monotonic()
      timer.cancel()
      const left = plan.startedAt + context.timeoutMs - BEFORE_DEADLINE_MS - satisfiedAt
      const listenMs = Math.min(plan.listenMs, left)
      if (listenMs <= 0) return close()
      phase = 'listening'
      timer = clock.after(listenMs, close)
    }
    const onAbort = () => {
      // What was expected has come; a closing that nobody answers in time takes nothing from that.
      if ((phase === 'listening' || phase === 'closing') && passedDeadline(signal)) return finish(null)
      const progress = { opened: phase !== 'opening', messages, bytes: plan.bytesReceived() }
      const reason = endReason(context, within => lateText(plan, within, progress))
      fail(
        reason instanceof CheckFailure ? new CheckFailure(reason.failure, reason.message, soFar()) : reason,
      )
    }
    const onMessage = (data: RawData, isBinary: boolean) => {
      const text = String(data)
      messages++
      bytes += text.length
      types.add(text, isBinary)
      firstMessageAt ??= clock.monotonic()
      const isFlood = messages >= MAXIMUM_MESSAGES || bytes > MAXIMUM_BYTES
      if (phase === 'listening' && isFlood) close()
      if (phase !== 'waiting' || plan.expect === undefined) return
      if (text.includes(plan.expect)) satisfied()
      else if (isFlood) failWith(floodText(plan, messages))
    }

    signal.addEventListener('abort', onAbort, { once: true })
    ws.on('open', () => {
      phase = 'waiting'
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
      if (phase === 'closing') finish(null)
      else fail(explainWebSocketError(error, plan, phase !== 'opening'))
    })
    ws.on('close', (code, reason) => {
      const listening = phase === 'listening'
      if (phase === 'closing' || (listening && GOOD_ORDER.has(code))) return finish(code)
      failWith(closedText(plan, { code, reason: reason.toString('utf8'), messages, listening }))
    })
  })
}
