import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from '#demo/programs/find-program.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'

const run = promisify(execFile)

/** A certificate that vouches for itself, and its key, as PEM. */
export interface SelfSigned {
  readonly cert: string
  readonly key: string
}

/**
 * Makes a certificate for these names, such as `DNS:localhost` or `IP:127.0.0.1`, that is valid for two days.
 *
 * @throws an error that names Debian's package where openssl is missing.
 */
export async function makeSelfSigned(names: readonly string[]): Promise<SelfSigned> {
  const openssl = await findProgram('openssl', [], 'openssl')
  const dir = await makeTempDir('certificate')
  const certFile = join(dir.path, 'cert.pem')
  const keyFile = join(dir.path, 'key.pem')
  try {
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    args.push('-days', '2', '-subj', '/CN=traylight test', '-addext', `subjectAltName=${names.join(',')}`)
    await run(openssl, [...args, '-out', certFile, '-keyout', keyFile])
    return { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') }
  } finally {
    await dir.remove()
  }
}
