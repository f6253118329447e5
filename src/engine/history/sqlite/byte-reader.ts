/** Reads what a `ByteWriter` wrote, in the same order. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  varint(): number {
    let [value, factor] = [0, 1]
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 128
    }
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** @throws RangeError at the end */
  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new RangeError('These bytes end too early.')
    return byte
  }

  float(): number {
    const value = this.#view.getFloat64(this.#at)
    this.#at += 8
    return value
  }

  /** A view of bytes that `ByteWriter.bytes` wrote. */
  bytes(): Uint8Array {
    const length = this.varint()
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}
