import { type IncomingMessage, request } from 'node:http'
import type { Timer } from '../clock.ts'
import type { CheckContext } from './checker.ts'
import {
  BodyIntake,
  exchangeFailure,
  type HttpAnswer,
  type HttpAsk,
  type HttpExchange,
  httpConnectTarget,
  interimLimit,
} from './http-exchange.ts'
import { type TimedConnection, timedConnect } from './timed-connect.ts'

/**
 * Asks over a connection of its own, closed afterwards: what DNS, connecting and certificates do is seen every time.
 * By node:http rather than undici, whose client, made for one request, costs half as much again.
 */
export const exchangeFresh: HttpExchange = async (ask, plan, context) => {
  const connection = await timedConnect(httpConnectTarget(ask), context)
  return exchangeOver(connection, ask, plan, context)
}

function exchangeOver(
  { socket, timing, certificate }: TimedConnection,
  ask: HttpAsk,
  plan: Parameters<HttpExchange>[1],
  context: CheckContext,
): Promise<HttpAnswer> {
  const { clock, signal } = context
  const bytesBefore = socket.bytesRead
  const askedAt = clock.monotonic()
  return new Promise((resolve, reject) => {
    let intake: BodyIntake | undefined
    let patience: Timer | undefined

    const settle = () => {
      patience?.cancel()
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
    }
    const fail = (error: unknown) => {
      const stage = intake ? 'body' : socket.bytesRead > bytesBefore ? 'headers' : 'waiting'
      settle()
      const details = { ...timing, ...certificate?.details }
      reject(exchangeFailure(error, ask.url, { stage, bodyBytes: intake?.bytes ?? 0, details }, context))
    }
    const onAbort = () => fail(signal.reason)
    const onResponse = (response: IncomingMessage) => {
      const head = { statusCode: response.statusCode ?? 0, headers: response.headers }
      const firstByteAt = clock.monotonic()
      const wanted = plan(head)
      const taken = new BodyIntake(wanted)
      intake = taken
      const done = (complete: boolean) => {
        settle()
        const { httpVersion } = response
        const body = taken.body()
        resolve({ ...head, httpVersion, body, complete, timing, askedAt, firstByteAt, certificate })
      }
      response.on('data', (chunk: Buffer) => {
        if (!taken.take(chunk)) done(false)
      })
      response.on('end', () => done(true))
      response.on('error', error => (wanted.waitMs === undefined ? fail(error) : done(false)))
      if (wanted.waitMs !== undefined) patience = clock.after(wanted.waitMs, () => done(false))
    }

    signal.addEventListener('abort', onAbort)
    const sent = request({
      method: ask.method,
      path: `${ask.url.pathname}${ask.url.search}`,
      headers: ask.headers,
      setHost: false,
      createConnection: () => socket,
    })
    const interim = interimLimit(ask.url)
    const onInterim = () => {
      const tooMany = interim()
      if (!tooMany) return
      // The parser goes on with what it has read already.
      sent.off('information', onInterim)
      fail(tooMany)
    }
    sent.on('information', onInterim)
    sent.on('response', onResponse)
    sent.on('error', fail)
    sent.end(ask.body)
  })
}
