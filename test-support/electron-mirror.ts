import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { type BadServer, watchedServer } from './bad-servers.ts'
import { zipOf } from './zip-of.ts'

const PACKAGES = join(import.meta.dirname, '../node_modules')
const VERSION = '45.4.1'
const ARTIFACT = `electron-v${VERSION}-${process.platform}-${process.arch}.zip`

/** A server of small stand-ins for Electron's runtime, as a mirror of its releases. */
export interface ElectronMirror extends BadServer {
  /** What makes Electron's installer fetch from here, and keep what it fetched in the folder given. */
  readonly env: NodeJS.ProcessEnv
}

/** The runtime it serves: an archive with a program that ends at once. */
const runtime = zipOf({ version: VERSION, electron: '#!/bin/sh\nexit 0\n' })

/** Starts a mirror; `answer` decides what it sends instead of the runtime. */
export async function startElectronMirror(
  cacheDir: string,
  answer: () => { readonly status: number; readonly body: Buffer } = () => ({ status: 200, body: runtime }),
): Promise<ElectronMirror> {
  const server = await watchedServer(
    createServer((request, response) => {
      const { status, body } = request.url?.endsWith(ARTIFACT)
        ? answer()
        : { status: 404, body: Buffer.from('') }
      response.writeHead(status, { 'content-length': body.length })
      response.end(request.method === 'HEAD' ? undefined : body)
    }),
  )
  const env = { ELECTRON_MIRROR: `http://127.0.0.1:${server.port}/`, electron_config_cache: cacheDir }
  return { ...server, env }
}

/** Puts Electron's package into a folder, with its real installer, that takes the mirror's runtime for the right one. */
export function putElectronPackage(root: string): void {
  const folder = join(root, 'node_modules/electron')
  mkdirSync(folder, { recursive: true })
  cpSync(join(PACKAGES, 'electron/install.js'), join(folder, 'install.js'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'electron', version: VERSION }))
  const checksum = createHash('sha256').update(runtime).digest('hex')
  writeFileSync(join(folder, 'checksums.json'), JSON.stringify({ [ARTIFACT]: checksum }))
  for (const scope of ['@electron', '@electron-internal']) {
    symlinkSync(join(PACKAGES, scope), join(dirname(folder), scope), 'junction')
  }
}
