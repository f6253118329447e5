import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { BadAnswer, ConnectionClosed } from './bad-answer.ts'
import { PostgresFrames } from './postgres-frames.ts'

/**
 * What the driver is given for its socket: an open connection that hands on whole, plausible messages only. Whatever
 * the driver's parser throws at a message ends the stream instead of the process.
 */
export class PostgresStream extends Duplex {
  readonly #socket: Socket
  readonly #frames = new PostgresFrames()
  #firstBytes: Uint8Array = new Uint8Array()

  constructor(socket: Socket) {
    super()
    this.#socket = socket
    // Every failure is reported to the driver as well; late ones interest nobody.
    this.on('error', () => {})
  }

  /** How many bytes the server has sent. */
  get bytesReceived(): number {
    return this.#frames.total
  }

  /** The beginning of what the server sent, to tell who it is. */
  get firstBytes(): Uint8Array {
    return this.#firstBytes
  }

  /** Called by the driver, which thinks that it connects now: the socket is open already. */
  connect(): this {
    this.#socket.on('data', (chunk: Buffer) => this.#arrived(chunk))
    this.#socket.once('end', () => this.destroy(new ConnectionClosed()))
    this.#socket.once('error', error => this.destroy(error))
    this.#socket.once('close', () => this.destroy(this.#socket.errored ?? new ConnectionClosed()))
    process.nextTick(() => this.emit('connect'))
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'data') return super.emit(event, ...args)
    try {
      return super.emit(event, ...args)
    } catch {
      this.destroy(new BadAnswer('stranger'))
      return true
    }
  }

  #arrived(chunk: Buffer): void {
    if (this.#firstBytes.length < 100) {
      this.#firstBytes = Buffer.concat([this.#firstBytes, chunk.subarray(0, 100)])
    }
    try {
      const messages = this.#frames.take(chunk)
      if (messages.length > 0) this.push(messages)
    } catch (error) {
      this.destroy(error instanceof Error ? error : new BadAnswer('stranger'))
    }
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done)
  }

  override _final(done: () => void): void {
    // The driver has said goodbye: what is written goes out, and nothing is waited for.
    this.#socket.destroySoon()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}
