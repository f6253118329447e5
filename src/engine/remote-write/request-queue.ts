/** A request that waits to be sent. */
export interface WaitingRequest {
  readonly body: Uint8Array
  /** How many samples it holds. */
  readonly samples: number
}

/** Requests in the order of their moments, bounded in bytes: beyond that the oldest are dropped. */
export class RequestQueue {
  readonly #maxBytes: number
  readonly #waiting: WaitingRequest[] = []
  #bytes = 0
  #samples = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get first(): WaitingRequest | undefined {
    return this.#waiting[0]
  }

  get length(): number {
    return this.#waiting.length
  }

  /** Samples that wait. */
  get samples(): number {
    return this.#samples
  }

  /** Adds the newest; answers how many samples were dropped to make room for it. */
  add(request: WaitingRequest): number {
    this.#waiting.push(request)
    this.#bytes += request.body.length
    this.#samples += request.samples
    let dropped = 0
    while (this.#bytes > this.#maxBytes && this.#waiting.length > 1) dropped += this.remove()?.samples ?? 0
    return dropped
  }

  /** Takes the oldest out; the given one, where it has not been dropped meanwhile. */
  remove(request = this.first): WaitingRequest | undefined {
    if (request === undefined || this.first !== request) return undefined
    this.#waiting.shift()
    this.#bytes -= request.body.length
    this.#samples -= request.samples
    return request
  }
}
