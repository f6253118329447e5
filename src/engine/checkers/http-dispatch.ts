import type { Dispatcher } from 'undici'
import type { Details } from '#shared/views.ts'
import type { Timer } from '../clock.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import type { CheckContext } from './checker.ts'
import {
  BodyIntake,
  exchangeFailure,
  type HttpAnswer,
  type HttpAsk,
  type HttpExchange,
  interimLimit,
} from './http-exchange.ts'

/** The way a dispatcher goes. */
export interface DispatchRoute {
  /** What is known of the connection, asked for when the answer has come. */
  facts(): { readonly timing: Details; readonly certificate: CertificateFacts | undefined }
  /** Makes of an error what it means on this way. */
  explain(error: unknown): unknown
}

/** Asks through one of undici's dispatchers. Its lowest interface: the others cost a third more per check. */
export function exchangeByDispatch(
  dispatcher: Dispatcher,
  ask: HttpAsk,
  plan: Parameters<HttpExchange>[1],
  context: CheckContext,
  route: DispatchRoute,
): Promise<HttpAnswer> {
  const { clock, signal } = context
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let begun = false
    let intake: BodyIntake | undefined
    let patience: Timer | undefined
    let done: ((complete: boolean) => void) | undefined
    let needed = true
    let askedAt = clock.monotonic()

    const settle = () => {
      patience?.cancel()
      signal.removeEventListener('abort', onAbort)
    }
    const fail = (error: unknown) => {
      settle()
      const stage = intake ? 'body' : begun ? 'headers' : controller ? 'waiting' : 'connecting'
      const progress = { stage, bodyBytes: intake?.bytes ?? 0, details: {} } as const
      reject(exchangeFailure(route.explain(error), ask.url, progress, context))
    }
    const onAbort = () => {
      // Where it is still connecting, the connector knows more about it and fails by the same signal.
      if (controller) controller.abort(new Error('The check has ended.'))
      setImmediate(fail, signal.reason)
    }
    const stop = () => {
      done?.(false)
      controller?.abort(new Error('Enough was read.'))
    }

    const interim = interimLimit(ask.url)
    signal.addEventListener('abort', onAbort)
    dispatcher.dispatch(
      {
        origin: ask.url.origin,
        path: `${ask.url.pathname}${ask.url.search}`,
        method: ask.method,
        headers: ask.headers,
        body: ask.body ?? null,
      },
      {
        onRequestStart(started) {
          controller = started
          askedAt = clock.monotonic()
          if (signal.aborted) started.abort(new Error('The check has ended.'))
        },
        onResponseStarted() {
          begun = true
        },
        onResponseStart(answering, statusCode, headers) {
          if (statusCode < 200) {
            const tooMany = interim()
            if (tooMany) answering.abort(tooMany)
            return
          }
          const head = { statusCode, headers }
          const firstByteAt = clock.monotonic()
          const wanted = plan(head)
          const taken = new BodyIntake(wanted)
          intake = taken
          needed = wanted.waitMs === undefined
          done = complete => {
            settle()
            const body = taken.body()
            resolve({ ...head, httpVersion: '1.1', body, complete, ...route.facts(), askedAt, firstByteAt })
          }
          if (wanted.waitMs !== undefined) patience = clock.after(wanted.waitMs, stop)
        },
        onResponseData(_, chunk) {
          if (intake && !intake.take(chunk)) stop()
        },
        onResponseEnd() {
          done?.(true)
        },
        onResponseError(_, error) {
          if (done && !needed) done(false)
          else fail(error)
        },
      },
    )
  })
}
