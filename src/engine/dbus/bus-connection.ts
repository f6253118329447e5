import type { InterfaceDefinition, Message, MessageBus } from 'dbus-native'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'

/** A method of something on the bus, and what to call it with. */
export interface BusCall {
  /** A unique or well-known name. The bus starts what owns a well-known name, where it knows how. */
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  /** The D-Bus signature of `args`. */
  readonly signature?: string
  readonly args?: readonly unknown[]
  /** 5 s if left out. */
  readonly deadlineMs?: number
  /** Gives the call up. */
  readonly signal?: AbortSignal
}

/** The signals one wants to hear of. */
export interface SignalRule {
  /** A well-known name; the bus delivers what its owner sends. */
  readonly sender: string
  readonly path: string
  readonly interface: string
  readonly member: string
}

/** Ends what was begun on a connection. Does nothing the second time, or once the connection is gone; never rejects. */
export type Release = () => Promise<void>

/** An interface that others on the bus can call. */
export interface ExportedInterface {
  /** Sends one of its signals. Says nothing once the connection is gone. */
  emit(signal: string, ...args: readonly unknown[]): void
  remove(): void
}

const CALL_DEADLINE_MS = 5000
/** Short, so that a frozen bus does not hold up the end of the program. */
const RELEASE_DEADLINE_MS = 500
const CLOSE_DEADLINE_MS = 500
const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' } as const
/** RequestName's flag DO_NOT_QUEUE and its answer "primary owner", of the D-Bus specification. */
const DO_NOT_QUEUE = 4
const PRIMARY_OWNER = 1
const SIGNAL = 4

const ownerChangeSchema = z.tuple([z.string(), z.string(), z.string()])
const nameSchema = z.tuple([z.string()])

/** How to reach the bus, and how long that may take. */
export interface ConnectOptions {
  readonly address: string
  /** Ends the attempt. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: EngineLog
}

/** One connection with the session bus, from its beginning to its end. It is never mended: a new one takes its place. */
export class BusConnection {
  /** Aborted once the connection is gone, with the reason. */
  readonly ended: AbortSignal
  #failure: Error | null = null
  readonly #bus: MessageBus
  readonly #defineInterface: typeof import('dbus-native').defineInterface
  readonly #ended = new AbortController()
  readonly #clock: Clock
  readonly #log: EngineLog

  private constructor(bus: MessageBus, library: typeof import('dbus-native'), options: ConnectOptions) {
    this.#bus = bus
    this.#defineInterface = library.defineInterface
    this.#clock = options.clock
    this.#log = options.log
    this.ended = this.#ended.signal
    bus.connection.on('error', error => {
      this.#failure = error
    })
    bus.connection.on('handlerError', error =>
      options.log.error({ err: error }, 'A message of the session bus was not understood'),
    )
    const end = () => this.#ended.abort(this.#failure ?? new Error('The session bus hung up.'))
    bus.connection.on('end', end)
    bus.connection.on('close', end)
  }

  /** Connects and says hello. Rejects where nothing answers there or `signal` aborts. */
  static async open(options: ConnectOptions): Promise<BusConnection> {
    const { address, signal } = options
    const library = await import('dbus-native')
    signal.throwIfAborted()
    // `direct` leaves the greeting to us: the library throws into the process when it is not answered.
    const bus = library.createClient({ busAddress: address, direct: true, timeout: CALL_DEADLINE_MS })
    const connection = new BusConnection(bus, library, options)
    const giveUp = () => bus.connection.stream.destroy()
    signal.addEventListener('abort', giveUp)
    try {
      const hello = await connection.call({ ...BUS, interface: BUS.destination, member: 'Hello' })
      bus.name = nameSchema.parse(hello)[0]
      return connection
    } catch (error) {
      bus.connection.stream.destroy()
      throw connection.#failure ?? error
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  /** Calls a method and resolves to what it returns. Rejects with its error, at the deadline, or when the bus is gone. */
  call(call: BusCall): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      this.#invoke(call, (error, values) => (error ? reject(error) : resolve(values)))
    })
  }

  /** The library answers within the reading of the message, so that answers and signals keep their order. */
  #invoke(call: BusCall, answer: (error: Error | null, values: readonly unknown[]) => void): void {
    const { deadlineMs = CALL_DEADLINE_MS, signal, args, signature, ...address } = call
    const message: Message =
      signature === undefined ? address : { ...address, signature, body: [...(args ?? [])] }
    const options = signal === undefined ? { timeout: deadlineMs } : { timeout: deadlineMs, signal }
    this.#bus.invoke(message, options, (error, ...values) => answer(error, values))
  }

  #callBus(member: string, signature: string, args: readonly unknown[], deadlineMs?: number) {
    const call = { ...BUS, interface: BUS.destination, member, signature, args }
    return this.call(deadlineMs === undefined ? call : { ...call, deadlineMs })
  }

  /**
   * Follows who owns a name: `listener` is told the owner's unique name, or null while nobody owns it, now and whenever
   * that changes. Resolves once it was told for the first time.
   */
  async followOwner(name: string, listener: (owner: string | null) => void): Promise<Release> {
    let known: string | null | undefined
    const tell = (owner: string | null) => {
      if (owner === known) return
      known = owner
      listener(owner)
    }
    const rule = {
      sender: BUS.destination,
      path: BUS.path,
      interface: BUS.destination,
      member: 'NameOwnerChanged',
    }
    const release = await this.#listen({ ...rule, argument: name }, message => {
      const [changed, , owner] = ownerChangeSchema.parse(message.body)
      if (changed === name && message.sender === BUS.destination) tell(owner === '' ? null : owner)
    })
    await new Promise<void>(resolve => {
      const ask = { ...BUS, interface: BUS.destination, member: 'GetNameOwner', signature: 's', args: [name] }
      this.#invoke(ask, (error, values) => {
        // An error means that there is no owner, unless the connection is gone: then nobody need be told.
        if (!this.ended.aborted) tell(error ? null : nameSchema.parse(values)[0])
        resolve()
      })
    })
    return release
  }

  /** Hears signals, with their arguments and the unique name of who sent them, from when the promise resolves. */
  onSignal(
    rule: SignalRule,
    listener: (args: readonly unknown[], sender: string | null) => void,
  ): Promise<Release> {
    return this.#listen(rule, message => listener(message.body ?? [], message.sender ?? null))
  }

  async #listen(
    rule: SignalRule & { readonly argument?: string },
    listener: (message: Message) => void,
  ): Promise<Release> {
    const parts = [`type='signal'`, `sender='${rule.sender}'`, `path='${rule.path}'`]
    parts.push(`interface='${rule.interface}'`, `member='${rule.member}'`)
    if (rule.argument !== undefined) parts.push(`arg0='${rule.argument}'`)
    const match = parts.join(',')
    const hear = (message: Message) => {
      if (message.type !== SIGNAL || message.member !== rule.member) return
      if (message.interface === rule.interface && message.path === rule.path) listener(message)
    }
    this.#bus.connection.on('message', hear)
    try {
      await this.#callBus('AddMatch', 's', [match])
    } catch (error) {
      this.#bus.connection.off('message', hear)
      throw error
    }
    return this.#release(async () => {
      this.#bus.connection.off('message', hear)
      await this.#callBus('RemoveMatch', 's', [match], RELEASE_DEADLINE_MS)
    })
  }

  /** Takes a well-known name; resolves to null where another owns it. */
  async own(name: string): Promise<Release | null> {
    const [answer] = await this.#callBus('RequestName', 'su', [name, DO_NOT_QUEUE])
    if (answer !== PRIMARY_OWNER) return null
    return this.#release(async () => {
      await this.#callBus('ReleaseName', 's', [name], RELEASE_DEADLINE_MS)
    })
  }

  /** Offers an interface of an object to everybody on the bus. */
  export(path: string, definition: InterfaceDefinition): ExportedInterface {
    const defined = this.#defineInterface(definition)
    this.#bus.exportInterface(defined.impl, path, defined.descriptor)
    return {
      emit: (signal, ...args) => {
        if (!this.ended.aborted) defined.emit[signal]?.(...args)
      },
      remove: () => {
        this.#bus.unexportInterface(path, definition.name)
      },
    }
  }

  #release(end: () => Promise<void>): Release {
    let released: Promise<void> | null = null
    return () => {
      released ??= this.ended.aborted
        ? Promise.resolve()
        : end().catch(error =>
            this.#log.debug({ reason: String(error) }, 'The bus did not take something back'),
          )
      return released
    }
  }

  /** Sends what is under way and hangs up. */
  async close(): Promise<void> {
    const { stream } = this.#bus.connection
    const tooLate = this.#clock.after(CLOSE_DEADLINE_MS, () => stream.destroy())
    await this.#bus.close()
    tooLate.cancel()
    stream.destroy()
    this.#ended.abort()
  }
}
