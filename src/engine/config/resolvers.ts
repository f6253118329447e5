import { constants, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Resolution, Resolvers } from './references.ts'
import type { SecretStore } from './secret-store.ts'

/** A file with a secret is a line or a key, never this long. In bytes. */
const MAX_FILE_BYTES = 256 * 1024

export interface ResolverOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Relative `${file:PATH}` are taken from here: the directory of the configuration file. */
  readonly baseDir: string
  readonly secrets: Pick<SecretStore, 'get' | 'isLocked'>
}

const found = (text: string): Resolution => ({ ok: true, text })
const missing = (message: string): Resolution => ({ ok: false, message })

const example = (inside: string) => `$\{${inside}}`

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check the path.',
  EACCES: 'may not be read by this user. Change its permissions.',
  EPERM: 'may not be read by this user. Change its permissions.',
  ENOTDIR: 'does not exist. Check the path.',
  EISDIR: 'is a directory. Name a file in it.',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The content of a file without the line end at its end, as editors and `echo` leave one there. */
async function readSecretFile(name: string, baseDir: string): Promise<Resolution> {
  const expanded = name.startsWith('~/') ? path.join(homedir(), name.slice(2)) : name
  const file = path.resolve(baseDir, expanded)
  try {
    // Non-blocking, so that a named pipe without a writer does not hold the check up.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = await handle.stat()
      if (stats.isDirectory()) return missing(`The file ${file} ${FILE_FAULTS.EISDIR}`)
      if (!stats.isFile()) return missing(`${file} is no ordinary file. Name a file that holds the value.`)
      if (stats.size > MAX_FILE_BYTES) {
        return missing(`The file ${file} is larger than 256 KiB. Name a file that holds only the value.`)
      }
      return found((await handle.readFile('utf8')).replace(/\r?\n$/, ''))
    } finally {
      await handle.close()
    }
  } catch (error) {
    const fault = FILE_FAULTS[codeOf(error)] ?? `could not be read (${codeOf(error) || 'unknown error'}).`
    return missing(`The file ${file} ${fault}`)
  }
}

/** The resolvers of a running engine: the environment, files on this machine, and the kept secrets. */
export function makeResolvers(options: ResolverOptions): Resolvers {
  return {
    async env(name) {
      if (name === '') return missing(`A reference names no variable. Write ${example('env:NAME')}.`)
      const value = options.env[name]
      return value === undefined
        ? {
            ...missing(`The environment variable ${name} is not set. Set it where Traylight is started.`),
            unset: name,
          }
        : found(value)
    },
    async file(name) {
      return name === ''
        ? missing(`A reference names no file. Write ${example('file:PATH')}.`)
        : readSecretFile(name, options.baseDir)
    },
    async secret(id) {
      const value = await options.secrets.get(id)
      if (value !== undefined) return found(value)
      return options.secrets.isLocked(id)
        ? missing(`The secret for ${id} is locked by the desktop app's encryption, enter it again.`)
        : missing(`The secret for ${id} is missing, enter it again.`)
    },
  }
}
