/** More than this is no command to a demo's Redis, in bytes. */
const MOST_BYTES = 1_048_576
const MOST_WORDS = 64

/** What is not a command of the Redis protocol. */
export class RespProblem extends Error {}

/**
 * Takes commands out of a stream: arrays of bulk strings, as every client sends them (Redis serialization protocol
 * specification). Words are kept as latin1, so that any bytes come back as they were.
 */
export class RespFrames {
  #rest = Buffer.alloc(0)

  /**
   * The commands that are whole by now.
   *
   * @throws RespProblem where this is no command or a far too long one
   */
  read(chunk: Buffer): readonly (readonly string[])[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    if (this.#rest.length > MOST_BYTES) throw new RespProblem('Protocol error: too big')
    const commands: (readonly string[])[] = []
    for (let command = this.#take(); command !== null; command = this.#take()) commands.push(command)
    return commands
  }

  #take(): readonly string[] | null {
    const head = this.#lineAt(0, '*')
    if (head === null) return null
    if (head.value < 1 || head.value > MOST_WORDS)
      throw new RespProblem('Protocol error: invalid multibulk length')
    const words: string[] = []
    let at = head.end
    while (words.length < head.value) {
      const length = this.#lineAt(at, '$')
      if (length === null || this.#rest.length < length.end + length.value + 2) return null
      words.push(this.#rest.toString('latin1', length.end, length.end + length.value))
      at = length.end + length.value + 2
    }
    this.#rest = this.#rest.subarray(at)
    return words
  }

  /** The number of a line such as `*3`, and where the line ends; null where it is not whole yet. */
  #lineAt(at: number, mark: string): { readonly value: number; readonly end: number } | null {
    const end = this.#rest.indexOf('\r\n', at)
    if (end === -1) {
      if (this.#rest.length - at > 32) throw new RespProblem('Protocol error: too big count string')
      return null
    }
    const line = this.#rest.toString('latin1', at, Math.min(end, at + 32))
    if (!/^[*$]\d{1,7}$/.test(line) || line[0] !== mark)
      throw new RespProblem(`Protocol error: expected '${mark}'`)
    return { value: Number(line.slice(1)), end: end + 2 }
  }
}
