import { readFile } from 'node:fs/promises'

/** A file of the data directory, or one the operator named, cannot be read; the message is a sentence for them. */
export class UnreadableFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnreadableFileError'
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read by this user. Change its permissions.',
  EPERM: 'may not be read by this user. Change its permissions.',
  EISDIR: 'is a directory. A file belongs there.',
}

/** The content of a file; undefined where there is none. Throws an UnreadableFileError for every other reason. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UnreadableFileError(`${file} ${FAULTS[code] ?? `cannot be read (${code}).`}`, { cause: error })
  }
}
