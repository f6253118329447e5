import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { RespFrames, RespProblem } from './resp-frames.ts'

export interface RespServerOptions {
  /** A free one if left out. */
  readonly port?: number
  /** Clients must give this password; none is asked for if left out. */
  readonly password?: string
}

interface Entry {
  readonly value: string
  /** In ms since the epoch; null is never. */
  readonly expiresAt: number | null
}

/** What one client may do. */
interface Session {
  isLoggedIn: boolean
}

/** More keys than this are refused, as a Redis with `maxmemory` refuses them. */
const MOST_KEYS = 1000

const OK = '+OK\r\n'
const NIL = '$-1\r\n'
const integer = (value: number): string => `:${value}\r\n`
const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`
const error = (text: string): string => `-${text}\r\n`

/** As much of a Redis as a monitor asks for, where no Redis is installed: strings with an expiry, and INFO. */
export class RespServer {
  readonly #password: string | null
  readonly #entries = new Map<string, Entry>()
  readonly #clients = new Set<Socket>()
  #startedAt = 0
  #port: number
  #server: Server | null = null

  constructor({ port = 0, password }: RespServerOptions = {}) {
    this.#port = port
    this.#password = password ?? null
  }

  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    const server = createServer(socket => this.#serve(socket))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
    this.#startedAt = Date.now()
  }

  /** Ends it with all its connections. */
  async stop(): Promise<void> {
    const server = this.#server
    if (server === null) return
    this.#server = null
    const closed = once(server, 'close')
    server.close()
    for (const client of this.#clients) client.destroy()
    await closed
  }

  #serve(socket: Socket): void {
    this.#clients.add(socket)
    socket.on('close', () => this.#clients.delete(socket))
    socket.on('error', () => socket.destroy())
    const frames = new RespFrames()
    const session: Session = { isLoggedIn: this.#password === null }
    socket.on('data', chunk => {
      try {
        for (const words of frames.read(chunk)) this.#answer(socket, session, words)
      } catch (problem) {
        if (!(problem instanceof RespProblem)) throw problem
        socket.end(error(`ERR ${problem.message}`))
      }
    })
  }

  #answer(socket: Socket, session: Session, [name = '', ...words]: readonly string[]): void {
    const command = name.toUpperCase()
    if (command === 'QUIT') return void socket.end(OK, 'latin1')
    socket.write(this.#reply(session, command, words), 'latin1')
  }

  #reply(session: Session, command: string, words: readonly string[]): string {
    if (command === 'AUTH') return this.#logIn(session, words)
    // As a Redis before version 6, from which clients take that it speaks the older protocol alone.
    if (command === 'HELLO') return error(`ERR unknown command 'HELLO'`)
    if (!session.isLoggedIn) return error('NOAUTH Authentication required.')
    const [key = '', value = ''] = words
    switch (command) {
      case 'PING':
        return words.length > 0 ? bulk(key) : '+PONG\r\n'
      case 'ECHO':
        return bulk(key)
      case 'SELECT':
        return key === '0' ? OK : error('ERR DB index is out of range')
      case 'CLIENT':
        return OK
      case 'SET':
        return this.#set(key, value, words.slice(2))
      case 'GET': {
        const entry = this.#read(key)
        return entry === undefined ? NIL : bulk(entry.value)
      }
      case 'DEL':
        return integer(words.filter(one => this.#read(one) !== undefined && this.#entries.delete(one)).length)
      case 'EXISTS':
        return integer(words.filter(one => this.#read(one) !== undefined).length)
      case 'TTL':
        return integer(this.#secondsLeft(key))
      case 'DBSIZE':
        return integer([...this.#entries.keys()].filter(one => this.#read(one) !== undefined).length)
      case 'INFO':
        return bulk(this.#info())
      default:
        return error(`ERR unknown command '${command.slice(0, 40).replaceAll(/[^A-Z0-9]/g, '?')}'`)
    }
  }

  #logIn(session: Session, words: readonly string[]): string {
    if (this.#password === null) {
      return error('ERR AUTH <password> called without any password configured for the default user.')
    }
    session.isLoggedIn = words.at(-1) === this.#password
    return session.isLoggedIn ? OK : error('WRONGPASS invalid username-password pair or user is disabled.')
  }

  #set(key: string, value: string, [unit = '', amount = '']: readonly string[]): string {
    const unitMs = { EX: 1000, PX: 1, '': 0 }[unit.toUpperCase()]
    const isNumber = /^[1-9]\d{0,9}$/.test(amount)
    if (unitMs === undefined || (unit !== '' && !isNumber)) return error('ERR syntax error')
    for (const one of [...this.#entries.keys()]) this.#read(one)
    if (!this.#entries.has(key) && this.#entries.size >= MOST_KEYS) {
      return error("OOM command not allowed when used memory > 'maxmemory'.")
    }
    this.#entries.set(key, { value, expiresAt: unit === '' ? null : Date.now() + Number(amount) * unitMs })
    return OK
  }

  /** What is under a key and has not expired. */
  #read(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.expiresAt === null || entry.expiresAt > Date.now()) return entry
    this.#entries.delete(key)
    return undefined
  }

  #secondsLeft(key: string): number {
    const entry = this.#read(key)
    if (entry === undefined) return -2
    return entry.expiresAt === null ? -1 : Math.ceil((entry.expiresAt - Date.now()) / 1000)
  }

  #info(): string {
    return [
      '# Server',
      'redis_version:5.0.14',
      'redis_mode:standalone',
      `uptime_in_seconds:${Math.floor((Date.now() - this.#startedAt) / 1000)}`,
      '# Clients',
      `connected_clients:${this.#clients.size}`,
      '# Memory',
      `used_memory:${process.memoryUsage().heapUsed}`,
      'maxmemory:0',
      '# Replication',
      'role:master',
      '',
    ].join('\r\n')
  }
}
