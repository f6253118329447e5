import { createBirpc } from 'birpc'
import { z } from 'zod'
import {
  type ClientSide,
  type ContractAnswer,
  type ContractFailure,
  type ContractHandlers,
  contract,
  type EngineSide,
  type ProcedureName,
} from '#shared/contract.ts'
import type { UpdateStream } from './update-stream.ts'

/** One connection to one client, whatever carries it. */
export interface ContractConnection {
  send(text: string): void
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
  /** Ends the connection because of something the client did; the reason is for its log. */
  close(reason: string): void
  /** Bytes that were sent and have not left yet: a slow client gets fewer, larger updates. */
  bufferedBytes(): number
}

export interface ContractServerOptions {
  readonly handlers: ContractHandlers
  readonly openStream: (send: ClientSide['update'], bufferedBytes: () => number) => UpdateStream
  /** Told of errors that are ours, never of a client's mistakes. */
  readonly onError: (error: unknown, procedure: string) => void
}

/** Thrown by a handler to refuse a call in words for the operator. */
export class ContractRefusal extends Error {
  readonly code: ContractFailure['code']

  constructor(code: ContractFailure['code'], message: string) {
    super(message)
    this.name = 'ContractRefusal'
    this.code = code
  }
}

/** The only request a client may send: one call with its name and input. */
const requestSchema = z.object({
  t: z.literal('q'),
  m: z.literal('call'),
  i: z.string().max(100),
  a: z.tuple([z.string().max(100)]).rest(z.unknown()),
})

/** Serves the contract on one connection until it closes. Everything that arrives is validated before it is used. */
export function serveContract(connection: ContractConnection, options: ContractServerOptions): void {
  const functions: EngineSide = { call: (name, input) => answer(name, input) }
  const client = createBirpc<ClientSide, EngineSide>(functions, {
    post: (text: string) => connection.send(text),
    on: listener => {
      connection.onMessage(text => {
        const request = readRequest(text)
        if (request) listener(request)
        else connection.close('That is not a request of the contract.')
      })
    },
    serialize: message => JSON.stringify(message),
    eventNames: ['update'],
    onGeneralError: error => {
      options.onError(error, 'transport')
      return true
    },
  })
  const stream = options.openStream(
    update => void client.update(update),
    () => connection.bufferedBytes(),
  )
  connection.onClose(() => {
    stream.close()
    client.$close()
  })

  async function answer(name: string, input: unknown): Promise<ContractAnswer<unknown>> {
    if (!isProcedure(name)) return failure('not-found', `There is no procedure "${name}".`)
    const parsed = contract[name].input.safeParse(input ?? undefined)
    if (!parsed.success) return failure('invalid-input', z.prettifyError(parsed.error))
    try {
      if (name === 'subscribe') {
        return { ok: true, value: stream.begin(contract.subscribe.input.parse(input)) }
      }
      return { ok: true, value: await callHandler(options.handlers, name, parsed.data) }
    } catch (error) {
      if (error instanceof ContractRefusal) return failure(error.code, error.message)
      options.onError(error, name)
      return failure('failed', 'Traylight could not do that; its log says why.')
    }
  }
}

function readRequest(text: string): unknown {
  try {
    return requestSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function isProcedure(name: string): name is ProcedureName {
  return Object.hasOwn(contract, name)
}

const failure = (code: ContractFailure['code'], message: string): ContractAnswer<unknown> => ({
  ok: false,
  failure: { code, message },
})

/** The handler's input was parsed by the very schema its type is inferred from; TypeScript cannot follow that by name. */
function callHandler(
  handlers: ContractHandlers,
  name: Exclude<ProcedureName, 'subscribe'>,
  input: unknown,
): unknown {
  const handler: (input: never) => unknown = handlers[name]
  return Reflect.apply(handler, handlers, [input])
}
