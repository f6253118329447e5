import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream } from 'node:stream/web'

export type SchemeHandler = (request: Request) => Response | Promise<Response>

/**
 * Stock Chromium loads no page from a scheme of the app's own, so what the app answers for `app://host/path` is served at
 * http://host.localhost:PORT/path: `*.localhost` is loopback, an origin of its own and a secure context, as a scheme
 * registered as standard and secure is. Status, headers and body are passed on as they are, but for addresses in them.
 */
export class SchemeServer {
  readonly scheme: string
  private readonly handler: SchemeHandler
  private readonly server: Server
  private readonly port: Promise<number>
  private knownPort = 0

  constructor(scheme: string, handler: SchemeHandler) {
    this.scheme = scheme
    this.handler = handler
    this.server = createServer((request, response) => void this.serve(request, response))
    this.server.listen(0, '127.0.0.1')
    // The app lives until it quits, and not because of this.
    this.server.unref()
    this.port = once(this.server, 'listening').then(() => this.portOf())
  }

  /** The address at which Chromium finds this one of the scheme. */
  async toHttp(url: string): Promise<string> {
    await this.port
    return this.translate(url)
  }

  /** The app's address of what Chromium calls by this one; null where it is not served here. */
  toScheme(url: string): string | null {
    const { protocol, hostname, port } = new URL(url)
    if (protocol !== 'http:' || Number(port) !== this.knownPort || !hostname.endsWith('.localhost'))
      return null
    const origin = `http://${hostname}:${port}`
    return `${this.scheme}://${hostname.slice(0, -'.localhost'.length)}${url.slice(origin.length)}`
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  private portOf(): number {
    const address = this.server.address()
    if (typeof address === 'string' || address === null) throw new Error('The server has no port.')
    this.knownPort = address.port
    return address.port
  }

  private translate(text: string): string {
    const address = new RegExp(String.raw`\b${this.scheme}://([\w.-]+)`, 'g')
    return text.replaceAll(address, (_, host: string) => `http://${host}.localhost:${this.knownPort}`)
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await this.ask(incoming)
    // Electron fails the request then, with net::ERR_UNEXPECTED or net::ERR_FAILED; here the connection breaks off.
    if (!isResponse(response) || response.type === 'error') return void incoming.socket.destroy()
    this.answer(incoming, outgoing, response)
    if (!response.body) return void outgoing.end()
    // Chromium may go away before it has read everything.
    await pipeline(Readable.fromWeb(streamOf(response.body)), outgoing).catch(() => {})
  }

  private async ask(incoming: IncomingMessage): Promise<unknown> {
    try {
      return await this.handler(await this.requestOf(incoming))
    } catch (error) {
      console.error(error)
      return null
    }
  }

  private async requestOf(incoming: IncomingMessage): Promise<Request> {
    const address = this.toScheme(`http://${incoming.headers.host}${incoming.url}`)
    if (address === null) throw new Error(`Nobody knows http://${incoming.headers.host}${incoming.url}.`)
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (name === 'host' || name === 'connection' || value === undefined) continue
      const text = Array.isArray(value) ? value.join(', ') : value
      headers.set(name, URL.canParse(text) ? (this.toScheme(text) ?? text) : text)
    }
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
    const request = new Request(address, {
      method: incoming.method ?? 'GET',
      headers,
      ...(hasBody ? { body: Buffer.concat(await incoming.toArray()) } : {}),
    })
    const initiatorOrigin = initiatorOf(headers, address)
    return initiatorOrigin === null ? request : Object.assign(request, { initiatorOrigin })
  }

  private answer(incoming: IncomingMessage, outgoing: ServerResponse, response: Response): void {
    outgoing.statusCode = response.status
    if (response.statusText) outgoing.statusMessage = response.statusText
    for (const [name, value] of response.headers) outgoing.setHeader(name, this.translate(value))
    if (incoming.headers['sec-fetch-dest'] === 'document') refuseNewWindows(outgoing)
  }
}

/** The origin of the page that asks, as Electron adds it to a request; null where the browser itself does. */
function initiatorOf(headers: Headers, address: string): string | null {
  const site = headers.get('sec-fetch-site')
  if (site === null || site === 'none') return null
  const { protocol, host } = new URL(address)
  if (site === 'same-origin') return `${protocol}//${host}`
  const origin = headers.get('origin') ?? headers.get('referer')
  return origin !== null && URL.canParse(origin) ? new URL(origin).origin : 'null'
}

/** All that a sandboxed document may be allowed, but popups. */
const ALL_BUT_POPUPS =
  'allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock'

/**
 * Whether window.open gives a window is decided in Electron by the app's handler, and cannot be decided by anybody in
 * stock Chromium while the page waits. The stand-in knows the answer "deny" alone, and lets Chromium give it.
 */
function refuseNewWindows(outgoing: ServerResponse): void {
  outgoing.appendHeader('Content-Security-Policy', `sandbox ${ALL_BUT_POPUPS}`)
}

function isResponse(value: unknown): value is Response {
  return (
    typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'body' in value
  )
}

function streamOf(body: unknown): ReadableStream {
  if (body instanceof ReadableStream) return body
  throw new Error('A body is a stream.')
}
