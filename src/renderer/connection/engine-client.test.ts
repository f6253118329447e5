import { createBirpc } from 'birpc'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClientSide, ContractAnswer, EngineSide } from '#shared/contract.ts'
import type { Update } from '#shared/views.ts'
import { CallRefused, connectEngine, type EngineClient } from './engine-client.ts'
import { LiveStore } from './live-store.ts'
import type { Transport } from './transport.ts'

/** The far end of one connection. */
interface Peer {
  readonly client: ClientSide
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[]
  drop(): void
}

type Answer = (name: string, input: unknown) => unknown

/** An engine over pipes in memory that carry JSON text, as the real transports do. */
class PipedEngine {
  readonly peers: Peer[] = []
  reachable = true
  answer: Answer

  constructor(answer: Answer) {
    this.answer = answer
  }

  readonly connect = (): Transport => {
    const toClient: ((text: string) => void)[] = []
    const toEngine: ((text: string) => void)[] = []
    const closing: (() => void)[] = []
    const calls: Peer['calls'] = []
    let open = true
    const drop = () => {
      if (!open) return
      open = false
      for (const callback of closing) callback()
    }
    const carry = (receivers: readonly ((text: string) => void)[]) => (text: string) =>
      queueMicrotask(() => {
        if (open) for (const receive of receivers) receive(text)
      })
    const rpc = createBirpc<ClientSide, EngineSide>(
      {
        call: async (...args) => {
          calls.push({ name: args[0], args })
          const value = await this.answer(args[0], args[1])
          return isAnswer(value) ? value : { ok: true, value }
        },
      },
      {
        post: carry(toClient),
        on: receive => toEngine.push(receive),
        serialize: message => JSON.stringify(message),
        deserialize: text => JSON.parse(text),
      },
    )
    const client: ClientSide = { update: update => void rpc.update.asEvent(update) }
    this.peers.push({ client, calls, drop })
    if (!this.reachable) queueMicrotask(drop)
    return {
      send: carry(toEngine),
      onMessage: callback => toClient.push(callback),
      onClose: callback => closing.push(callback),
      close: drop,
    }
  }

  get last(): Peer {
    const peer = this.peers.at(-1)
    if (!peer) throw new Error('Nobody has connected yet.')
    return peer
  }
}

function isAnswer(value: unknown): value is ContractAnswer<unknown> {
  return (
    typeof value === 'object' && value !== null && 'ok' in value && ('value' in value || 'failure' in value)
  )
}

const full = (more: Partial<Update> = {}): Update => ({ instance: 'one', seq: 1, at: 0, full: true, ...more })
const delta = (seq: number, more: Partial<Update> = {}): Update => ({ ...full(more), seq, full: false })
const subscribing: Answer = name => (name === 'subscribe' ? full() : { ok: true })

const clients: EngineClient[] = []

function connected(engine: PipedEngine): EngineClient {
  const nothingKept = { getItem: () => null, setItem: () => undefined }
  const client = connectEngine(engine.connect, new LiveStore(nothingKept, Date.now))
  clients.push(client)
  return client
}

/** Lets everything that is under way without a timer come to its end. */
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
  vi.useRealTimers()
})

describe('a call', () => {
  it('is answered as the contract has it', async () => {
    const engine = new PipedEngine(name => (name === 'discover' ? { found: 3 } : full()))
    const client = connected(engine)
    await expect(client.call('discover', undefined)).resolves.toEqual({ found: 3 })
  })

  it('without input carries none, rather than a null', async () => {
    const engine = new PipedEngine(name => (name === 'discover' ? { found: 3 } : full()))
    await connected(engine).call('discover', undefined)
    expect(engine.last.calls.find(call => call.name === 'discover')?.args).toEqual(['discover'])
  })

  it('rejects with what the engine said when it is refused', async () => {
    const failure = { code: 'read-only', message: 'Settings come from a file. Change them there.' } as const
    const engine = new PipedEngine(name => (name === 'discover' ? { ok: false, failure } : full()))
    const refusal = await connected(engine)
      .call('discover', undefined)
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(CallRefused)
    expect(refusal).toMatchObject({ message: failure.message, failure })
  })

  it('rejects when the answer is not of the contract', async () => {
    const engine = new PipedEngine(name => (name === 'discover' ? { found: 'many' } : full()))
    await expect(connected(engine).call('discover', undefined)).rejects.toThrow(CallRefused)
  })

  it('is given up after a minute, and a check of everything after ten', async () => {
    const never = new Promise(() => undefined)
    const engine = new PipedEngine(name => (name === 'subscribe' ? full() : never))
    const client = connected(engine)
    await settle()
    const outcomes: string[] = []
    const note = (name: string) => () => void outcomes.push(name)
    client.call('discover', undefined).catch(note('discover'))
    client.call('checkNow', {}).catch(note('checkNow'))
    for (let second = 0; second < 61; second++) {
      engine.last.client.update(delta(second + 2))
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(outcomes).toEqual(['discover'])
  })

  it('rejects when the connection is lost before the answer', async () => {
    const never = new Promise(() => undefined)
    const engine = new PipedEngine(name => (name === 'subscribe' ? full() : never))
    const client = connected(engine)
    await settle()
    const call = client.call('discover', undefined).catch((error: unknown) => error)
    await settle()
    engine.last.drop()
    expect(await call).toBeInstanceOf(CallRefused)
  })
})

describe('the connection', () => {
  it('is live once everything is known', async () => {
    const client = connected(new PipedEngine(subscribing))
    expect(client.store.getState().connection).toBe('connecting')
    await settle()
    expect(client.store.getState().connection).toBe('live')
  })

  it('brings updates into the store', async () => {
    const engine = new PipedEngine(subscribing)
    const client = connected(engine)
    await settle()
    engine.last.client.update(delta(2, { order: ['a'] }))
    await settle()
    expect(client.store.getState().order).toEqual(['a'])
  })

  it('lost comes back, and goes on from the last update seen', async () => {
    const engine = new PipedEngine(subscribing)
    const client = connected(engine)
    await settle()
    engine.last.client.update(delta(7))
    await settle()
    engine.last.drop()
    expect(client.store.getState().connection).toBe('disconnected')
    engine.answer = () => delta(9, { order: ['b'] })
    await vi.advanceTimersByTimeAsync(500)
    expect(engine.last.calls[0]?.args).toEqual(['subscribe', { instance: 'one', seq: 7 }])
    expect(client.store.getState()).toMatchObject({ connection: 'live', order: ['b'] })
  })

  it('is tried again after growing pauses, at most five seconds long', async () => {
    const engine = new PipedEngine(subscribing)
    connected(engine)
    await settle()
    engine.reachable = false
    engine.last.drop()
    const attempts: number[] = []
    for (let step = 0; step < 240; step++) {
      const before = engine.peers.length
      await vi.advanceTimersByTimeAsync(100)
      if (engine.peers.length > before) attempts.push(step)
    }
    const pauses = attempts.slice(1).map((step, index) => (step - (attempts[index] ?? 0)) * 100)
    expect(pauses[0]).toBe(1000)
    expect(Math.max(...pauses)).toBe(5000)
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses)
  })

  it('that has gone silent is dropped and opened anew', async () => {
    const engine = new PipedEngine(subscribing)
    connected(engine)
    await settle()
    await vi.advanceTimersByTimeAsync(16_000)
    expect(engine.peers.length).toBe(2)
  })

  it('asks for everything when the engine behind it was restarted', async () => {
    const engine = new PipedEngine(subscribing)
    const client = connected(engine)
    await settle()
    engine.answer = () => full({ instance: 'two', order: ['new'] })
    engine.last.client.update({ ...delta(3), instance: 'two' })
    await settle()
    expect(client.store.getState().order).toEqual(['new'])
  })

  it('survives an update that is not of the contract', async () => {
    const engine = new PipedEngine(subscribing)
    const client = connected(engine)
    await settle()
    const garbage: Update = JSON.parse('{"instance":"one","seq":"two"}')
    engine.last.client.update(garbage)
    engine.last.client.update(delta(2, { order: ['a'] }))
    await settle()
    expect(client.store.getState().order).toEqual(['a'])
  })

  it('stays closed once closed', async () => {
    const engine = new PipedEngine(subscribing)
    const client = connected(engine)
    await settle()
    client.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(engine.peers.length).toBe(1)
  })
})
