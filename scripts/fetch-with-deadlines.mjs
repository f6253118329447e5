/** How long a server may take to answer at all, in ms. Enough for any that can be reached. */
const ANSWER_MS = 5000
/** How long it may be silent in the middle, in ms. */
const SILENCE_MS = 30_000

/**
 * @typedef {object} Deadlines
 * @property {number} [answerMs]
 * @property {number} [silenceMs]
 * @property {(receivedBytes: number, totalBytes: number) => void} [onProgress]
 */

/**
 * A `fetch` that gives up in time: on a server that does not answer within seconds, and on one that falls silent.
 * Its errors say in words which server that was.
 *
 * Whether the server answers is asked with a request of its own, whose answer nothing can delay: a proxy that looks
 * through everything first may take long with the real one.
 *
 * @param {typeof globalThis.fetch} fetch
 * @param {Deadlines} [deadlines]
 * @returns {typeof globalThis.fetch}
 */
export function fetchWithDeadlines(fetch, deadlines = {}) {
  const { answerMs = ANSWER_MS, silenceMs = SILENCE_MS, onProgress } = deadlines
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerMs) }).catch(
      error => {
        throw new Error(`${url.host} does not answer${inBrackets(error)}`)
      },
    )
    const silence = new AbortController()
    const timer = setTimeout(() => {
      silence.abort(new Error(`${url.host} stopped sending`))
    }, silenceMs)
    try {
      const response = await fetch(input, { ...init, signal: silence.signal })
      if (!response.ok || response.body === null) {
        clearTimeout(timer)
        return response
      }
      return new Response(response.body.pipeThrough(watched(timer, sizeOf(response), onProgress)), response)
    } catch (error) {
      clearTimeout(timer)
      if (silence.signal.aborted) throw error
      throw new Error(`${url.host} could not be asked${inBrackets(error)}`)
    }
  }
}

/**
 * Passes a body on, and starts the timer anew with each part of it.
 *
 * @param {NodeJS.Timeout} timer
 * @param {number} totalBytes
 * @param {Deadlines['onProgress']} onProgress
 * @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>}
 */
function watched(timer, totalBytes, onProgress) {
  let receivedBytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      timer.refresh()
      receivedBytes += chunk.length
      onProgress?.(receivedBytes, totalBytes)
      controller.enqueue(chunk)
    },
    flush: () => clearTimeout(timer),
  })
}

/** @param {Response} response */
const sizeOf = response => Number(response.headers.get('content-length') ?? 0)

/** The code of a network error, which says more than its words. @param {unknown} error */
function inBrackets(error) {
  if (!(error instanceof Error)) return ''
  if (error.name === 'TimeoutError') return ' (no answer in time)'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ` (${error.message})`
}
