interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Drawn anew at most this often, in ms. */
const DRAW_MS = 200

/** One line on a terminal that says how far a report is; nothing where there is no terminal. */
export class ExportProgress {
  readonly #screen: Screen
  readonly #now: () => number
  #beganAt = 0
  #drawnAt = Number.NEGATIVE_INFINITY
  #total = 0
  #rows = 0
  #bytes = 0

  constructor(screen: Screen, now: () => number = () => performance.now()) {
    this.#screen = screen
    this.#now = now
  }

  /** @param total about so many rows of history */
  begin(total: number): void {
    this.#total = total
    this.#beganAt = this.#now()
    this.#draw()
  }

  rows(rows: number): void {
    this.#rows = rows
    this.#draw()
  }

  bytes(bytes: number): void {
    this.#bytes = bytes
    this.#draw()
  }

  clear(): void {
    if (this.#screen.isTTY) this.#screen.write('\r\x1b[K')
  }

  #draw(): void {
    const now = this.#now()
    if (!this.#screen.isTTY || now - this.#drawnAt < DRAW_MS) return
    this.#drawnAt = now
    const line = progressWords(this.#rows, this.#total, this.#bytes, (now - this.#beganAt) / 1000)
    this.clear()
    this.#screen.write(line.slice(0, (this.#screen.columns || 80) - 1))
  }
}

/** "42 %, 128,000 of about 300,000 rows, 9.1 MB, 210,000 rows/s" */
export function progressWords(rows: number, total: number, bytes: number, seconds: number): string {
  const number = (value: number) => Math.round(value).toLocaleString('en')
  const words: string[] = []
  if (rows > 0 && total > 0) {
    words.push(
      `${Math.min(99, Math.floor((rows / total) * 100))} %`,
      `${number(rows)} of about ${number(total)} rows`,
    )
  }
  words.push(`${(bytes / 1e6).toFixed(1)} MB`)
  if (seconds >= 0.5) {
    words.push(rows > 0 ? `${number(rows / seconds)} rows/s` : `${(bytes / 1e6 / seconds).toFixed(1)} MB/s`)
  }
  return words.join(', ')
}
