import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { type Protocol, protocol } from 'electron'
import { dashboardPolicy, NONCE_PLACE } from '#engine/api/dashboard-policy.ts'
import { APP_ORIGIN } from '#shared/desktop-bridge.ts'

const SCHEME = new URL(APP_ORIGIN).protocol.slice(0, -1)
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** To be called before the app is ready: makes our scheme a proper origin, with storage and modules as https has them. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built dashboard, and nothing else, as `app://traylight/`. */
export function serveApp(on: Pick<Protocol, 'handle'>, rendererDir: string): void {
  on.handle(SCHEME, async request => {
    const { host, pathname } = new URL(request.url)
    // Electron names the page that asks; what the shell itself opens has none.
    const initiator: unknown = Reflect.get(request, 'initiatorOrigin')
    const isOurs = initiator === undefined || initiator === APP_ORIGIN
    if (`${SCHEME}://${host}` !== APP_ORIGIN || request.method !== 'GET' || !isOurs) return missing()
    return pathname === '/' ? page(rendererDir) : asset(rendererDir, pathname)
  })
}

async function page(rendererDir: string): Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  const html = await readFile(join(rendererDir, 'index.html'), 'utf8')
  return new Response(html.replaceAll(NONCE_PLACE, nonce), {
    headers: headersFor('.html', { 'content-security-policy': dashboardPolicy(nonce, "'none'") }),
  })
}

async function asset(rendererDir: string, pathname: string): Promise<Response> {
  const root = join(rendererDir, 'assets') + sep
  const file = join(rendererDir, decodeURIComponent(pathname))
  if (!file.startsWith(root)) return missing()
  try {
    const content = await readFile(file)
    return new Response(new Uint8Array(content), { headers: headersFor(extname(file)) })
  } catch {
    return missing()
  }
}

const missing = () => new Response('There is nothing at this address.', { status: 404 })

function headersFor(extension: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...more,
  }
}
