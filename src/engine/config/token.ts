import { randomBytes } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import path from 'node:path'
import { atomicWrite } from './atomic-write.ts'
import { readIfThere } from './read-if-there.ts'

/** The token that was given cannot be used; the message says why and what to do. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TokenError'
  }
}

const SHORTEST = 16

/** Why a token cannot be used, if it cannot: it travels in addresses, cookies and headers. */
function fault(token: string): string | undefined {
  if (token.length < SHORTEST) return `is shorter than ${SHORTEST} characters`
  return /^[A-Za-z0-9._~-]+$/.test(token)
    ? undefined
    : 'has characters other than letters, digits, dots, dashes, underscores and tildes'
}

export interface LoadTokenOptions {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The token that opens the dashboard: TRAYLIGHT_TOKEN, or the one in DATA_DIR/token (mode 0600), which is made once
 * (32 random bytes as base64url) and kept, so that bookmarks live on. Throws a TokenError for one that is too weak.
 */
export async function loadToken({ dataDir, env }: LoadTokenOptions): Promise<string> {
  const given = env.TRAYLIGHT_TOKEN
  if (given !== undefined && given !== '') {
    const reason = fault(given)
    if (reason) throw new TokenError(`TRAYLIGHT_TOKEN ${reason}. Give another, or leave it out.`)
    return given
  }
  const file = path.join(dataDir, 'token')
  const kept = (await readIfThere(file))?.trim()
  if (!kept) {
    const token = randomBytes(32).toString('base64url')
    await atomicWrite(file, `${token}\n`)
    return token
  }
  const reason = fault(kept)
  if (reason) throw new TokenError(`The token in ${file} ${reason}. Delete the file to have a new one made.`)
  if (process.platform !== 'win32') await chmod(file, 0o600)
  return kept
}
