import type { Clock, Timer } from '../clock.ts'
import type { FilesystemSize } from './system-reader.ts'

/** A filesystem that does not answer within this is shown as not measured. */
const DEADLINE_MS = 1000
/**
 * A filesystem that hangs holds one of the runtime's four I/O threads until it comes back, and nothing can end that.
 * With two of them held no more are asked, so that files and host names can still be read.
 */
const MOST_HANGING = 2

/**
 * Asks for the sizes of filesystems without ever waiting for one that hangs: each has a deadline, and one that has not
 * answered the last question is not asked again until it has.
 */
export class FilesystemSizes {
  readonly #clock: Clock
  readonly #ask: (point: string) => Promise<FilesystemSize>
  readonly #waiting = new Set<string>()

  constructor(clock: Clock, ask: (point: string) => Promise<FilesystemSize>) {
    this.#clock = clock
    this.#ask = ask
  }

  /** The sizes of one filesystem in bytes; null where it fails, hangs or is not asked. */
  async of(point: string): Promise<FilesystemSize | null> {
    if (this.#waiting.has(point) || this.#waiting.size >= MOST_HANGING) return null
    this.#waiting.add(point)
    const answer = this.#ask(point)
      .catch(() => null)
      .finally(() => this.#waiting.delete(point))
    let deadline: Timer | undefined
    const late = new Promise<null>(resolve => {
      deadline = this.#clock.after(DEADLINE_MS, () => resolve(null))
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      deadline?.cancel()
    }
  }
}
