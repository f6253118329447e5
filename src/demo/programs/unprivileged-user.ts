import { readFile } from 'node:fs/promises'

/** A user to run a server as. */
export interface UnprivilegedUser {
  readonly uid: number
  readonly gid: number
}

/**
 * The first of these users that exists, or null where this process is not root and need not change.
 *
 * @throws an error where this process is root and none of them exists.
 */
export async function unprivilegedUser(names: readonly string[]): Promise<UnprivilegedUser | null> {
  if (process.getuid?.() !== 0) return null
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map(line => line.split(':'))
  for (const name of names) {
    const entry = entries.find(([login]) => login === name)
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error(`This process is root and there is no user ${names.join(' or ')} to run the server as.`)
}
