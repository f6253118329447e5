/** Services of a test on free ports of loopback, and discovery among them. */
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import { backendSchema, monitorSchema } from '#shared/config.ts'
import type { Discovery } from '#shared/views.ts'
import { checkers } from '../checkers/registry.ts'
import { type Clock, systemClock } from '../clock.ts'
import { discoverServices } from './discover-services.ts'
import type { DiscoveryPort, Hint, UsualService } from './discovery-ports.ts'

/** Deadlines are longer here than on a machine that has nothing else to do, so that a busy one finds the same. */
export const slowly = (factor: number): Clock => ({
  ...systemClock,
  after: (delayMs, callback) => systemClock.after(delayMs * factor, callback),
})

/** What a test started; ended after it. */
export const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(ends.splice(0).map(end => end()))
})

export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A server that answers the first bytes it is sent, or speaks first where `asked` is null. */
export function answering(asked: Buffer | null, answer: Buffer | string, host?: string): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    if (asked === null) socket.write(answer)
    else socket.once('data', bytes => bytes.equals(asked) && socket.write(answer))
  })
  return listen(server, host)
}

export function http(handle: RequestListener): Promise<number> {
  return listen(createHttpServer(handle))
}

export function answersJson(path: string, document: unknown, statusCode = 200): RequestListener {
  return (request, response) => {
    const known = request.url === path
    response.writeHead(known ? statusCode : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(known ? document : { detail: 'Not Found' }))
  }
}

export async function discover(port: number, hints: readonly Hint[], usually?: UsualService) {
  const found = await discoverAll([{ port, hints, ...(usually ? { usually } : {}) }])
  return found[0] ?? null
}

export function discoverAll(
  ports: readonly DiscoveryPort[],
  excludePorts: readonly number[] = [],
  clock = slowly(5),
) {
  const signal = new AbortController().signal
  return discoverServices({ signal, clock, excludePorts, ports })
}

/** The monitor that is proposed, as the configuration and its checker would take it. */
export function monitorOf(discovery: Discovery | null) {
  if (discovery?.proposal.type !== 'monitor') return null
  const monitor = monitorSchema.parse(discovery.proposal.monitor)
  const { kind, ...target } = monitor.check
  checkers.find(checker => checker.kind === kind)?.schema.parse(target)
  return monitor
}
export const backendOf = (discovery: Discovery | null) =>
  discovery?.proposal.type === 'backend' ? backendSchema.parse(discovery.proposal.backend) : null
