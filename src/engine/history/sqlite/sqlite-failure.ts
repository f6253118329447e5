/** What SQLite's primary result codes mean for an operator (https://www.sqlite.org/rescode.html). */
const BUSY = 5
const LOCKED = 6
const NO_MEMORY = 7
const READ_ONLY = 8
const IO = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NO_DATABASE = 26

/** Why the file cannot be used, and whether it is the file that is broken. */
export interface SqliteFailure {
  readonly message: string
  readonly isDamaged: boolean
}

/** An error of SQLite's in a sentence. `file` is what it was about, `what` what it holds. */
export function sqliteFailure(error: unknown, file: string, what = 'history'): SqliteFailure {
  const say = (message: string, isDamaged = false): SqliteFailure => ({ message, isDamaged })
  switch (codeOf(error)) {
    case FULL:
      return say(
        `The disk that ${file} is on is full, so nothing can be added to the ${what}. Make room on it.`,
      )
    case IO:
      return say(
        `The disk failed to read or write ${file}. Look whether it is full, gone, or reports errors.`,
      )
    case BUSY:
    case LOCKED:
      return say(`Another program is writing to ${file}. Close it.`)
    case READ_ONLY:
      return say(`${file} may not be written to. Make it and its folder writable for Traylight's user.`)
    case CANNOT_OPEN:
      return say(
        `${file} cannot be opened. Look whether its folder is there, and writable for Traylight's user.`,
      )
    case NO_MEMORY:
      return say(`There was not enough memory for the ${what}.`)
    case CORRUPT:
    case NO_DATABASE:
      return say(`${file} is damaged.`, true)
    default:
      // What the file holds is not what it should: its bytes do not unpack.
      if (error instanceof RangeError) return say(`${file} is damaged.`, true)
      return say(
        `The ${what} in ${file} cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
      )
  }
}

/** The primary code of an error of SQLite's; null of any other. */
function codeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}
