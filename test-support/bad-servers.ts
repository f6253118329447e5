/**
 * Loopback servers that behave badly, for the tests of bad worlds: each listens on a free port of 127.0.0.1, counts
 * the connections it holds, and can be asked to wait until the other side has let go of all of them.
 */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

/** A server that behaves badly, and what it saw of its clients. */
export interface BadServer {
  readonly port: number
  /** How many connections are open now. */
  connections(): number
  /** How many there have been. */
  accepted(): number
  /** Resolves when the clients have let go of every connection; rejects after `withinMs`. */
  released(withinMs?: number): Promise<void>
  /** Breaks off what is open and stops listening. */
  close(): Promise<void>
}

/** When a server begins to misbehave: as soon as it has accepted, or when it has been asked something. */
export interface BadServerOptions {
  readonly when?: 'accepted' | 'asked'
}

/** A server that does `behave` with each connection. What is sent to it is read and dropped. */
export function badServer(
  behave: (socket: Socket) => void,
  { when = 'accepted' }: BadServerOptions = {},
): Promise<BadServer> {
  const server = createServer(socket => {
    if (when === 'asked') socket.once('data', () => behave(socket))
    socket.resume()
    if (when === 'accepted') behave(socket)
  })
  return watchedServer(server)
}

/** Puts any server (also of TLS or HTTP) on a free port and counts its connections. */
export async function watchedServer(server: Server): Promise<BadServer> {
  const open = new Set<Socket>()
  const waiting = new Set<() => void>()
  let accepted = 0
  server.on('connection', (socket: Socket) => {
    accepted++
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) for (const resolve of waiting) resolve()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    port: address.port,
    connections: () => open.size,
    accepted: () => accepted,
    released: (withinMs = 1000) => released(open, waiting, withinMs),
    async close() {
      for (const socket of open) socket.destroy()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

function released(open: ReadonlySet<Socket>, waiting: Set<() => void>, withinMs: number): Promise<void> {
  if (open.size === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer)
      waiting.delete(done)
      act()
    }
    const done = () => settle(resolve)
    const timer = setTimeout(
      () => settle(() => reject(new Error(`${open.size} connections are still open after ${withinMs} ms.`))),
      withinMs,
    )
    waiting.add(done)
  })
}

/** Nobody listens on its port: connections are refused. */
export async function refuse(): Promise<BadServer> {
  const server = await badServer(() => {})
  await server.close()
  return server
}

/** Breaks the connection off with a reset. */
export function reset(options?: BadServerOptions): Promise<BadServer> {
  return badServer(socket => socket.resetAndDestroy(), options)
}

/** Closes the connection in good order, without a word. */
export function closeAtOnce(options?: BadServerOptions): Promise<BadServer> {
  return badServer(socket => socket.end(), options)
}

/** Accepts and never says anything. */
export function silent(): Promise<BadServer> {
  return badServer(() => {})
}

/** Sends `first` at once and then one byte of `text`, over and over, every `everyMs` (100). */
export function drip(
  what: { readonly first?: string | Uint8Array; readonly text?: string; readonly everyMs?: number } = {},
  options?: BadServerOptions,
): Promise<BadServer> {
  const { first, text = 'x', everyMs = 100 } = what
  return badServer(socket => {
    if (first !== undefined) socket.write(first)
    let sent = 0
    const timer = setInterval(() => {
      socket.write(text.charAt(sent % text.length))
      sent++
    }, everyMs)
    socket.on('close', () => clearInterval(timer))
  }, options)
}

/** Sends `first` and then `chunk` (64 KiB of "x") for as long as the other side takes it. */
export function endless(
  what: { readonly first?: string | Uint8Array; readonly chunk?: string | Uint8Array } = {},
  options?: BadServerOptions,
): Promise<BadServer> {
  const { first, chunk = 'x'.repeat(65_536) } = what
  return badServer(socket => {
    if (first !== undefined) socket.write(first)
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', pour)
    pour()
  }, options)
}

/** Sends these bytes (of no protocol, by default) and stays open. */
export function garbage(
  bytes: string | Uint8Array = Uint8Array.from({ length: 512 }, (_, index) => (index * 131 + 7) % 256),
  options?: BadServerOptions,
): Promise<BadServer> {
  return badServer(socket => socket.write(bytes), options)
}

/** Sends these bytes and ends its own half, but keeps the other half open for as long as the client does. */
export function halfClosed(bytes: string | Uint8Array = '', options?: BadServerOptions): Promise<BadServer> {
  return badServer(socket => socket.end(bytes), options)
}

// Listens with the shortest queue there is and then blocks its thread, so that nothing is ever accepted.
const NEVER_ACCEPTS = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/**
 * Its queue is full and nobody accepts: a connection attempt is never answered, as with a host behind a firewall
 * that drops packets. It cannot see its clients, so it counts none.
 */
export async function neverAccepts(): Promise<BadServer> {
  const worker = new Worker(NEVER_ACCEPTS, { eval: true })
  const [port] = await once(worker, 'message')
  if (typeof port !== 'number') throw new Error('The server has no port.')
  const fillers: Socket[] = []
  for (let full = false; !full && fillers.length < 20; ) {
    const filler = connect(port, '127.0.0.1')
    fillers.push(filler)
    filler.on('error', () => {})
    full = await Promise.race([
      once(filler, 'connect').then(() => false),
      new Promise<boolean>(resolve => setTimeout(resolve, 200, true)),
    ])
  }
  return {
    port,
    connections: () => 0,
    accepted: () => 0,
    released: () => Promise.resolve(),
    async close() {
      for (const filler of fillers) filler.destroy()
      await worker.terminate()
    },
  }
}
