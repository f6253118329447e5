import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ChannelHub } from './channel-hub.ts'
import { relayChannel } from './relay-channel.ts'

const CONNECTIONS = ['1.1', '2.2', '3.3', '4.4']
const CHANNELS = ['open', 'private-a', 'presence-a', 'presence-b']
const USERS = ['ada', 'bob']
const sentSchema = z.object({ event: z.string(), channel: z.string(), data: z.string() })
const memberSchema = z.object({ user_id: z.string() })
const presenceSchema = z.object({ presence: z.object({ count: z.number(), ids: z.array(z.string()) }) })

const stepArbitrary = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('subscribe'),
      id: fc.constantFrom(...CONNECTIONS),
      channel: fc.constantFrom(...CHANNELS),
      user: fc.constantFrom(...USERS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('unsubscribe'),
      id: fc.constantFrom(...CONNECTIONS),
      channel: fc.constantFrom(...CHANNELS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave'), id: fc.constantFrom(...CONNECTIONS) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('publish'),
      channel: fc.constantFrom(...CHANNELS),
      except: fc.option(fc.constantFrom(...CONNECTIONS), { nil: undefined }),
    }),
  },
)
type Step = {
  readonly kind: string
  readonly id?: string
  readonly channel?: string
  readonly user?: string
  readonly except?: string | undefined
}

/** What the hub is, in the plainest words: who is where, as whom. */
class Model {
  readonly on = new Map<string, Map<string, string>>()
  of(channel: string): Map<string, string> {
    const found = this.on.get(channel) ?? new Map<string, string>()
    this.on.set(channel, found)
    return found
  }
  users(channel: string): string[] {
    return [...new Set(this.of(channel).values())].toSorted()
  }
}

describe('the hub of channels', () => {
  it('sends each event to exactly those on its channel, and counts members as a plain model does', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 80 }), (steps: readonly Step[]) => {
        const hub = new ChannelHub()
        const model = new Model()
        const inbox = new Map<string, z.infer<typeof sentSchema>[]>()
        // What a client believes of who is on a presence channel, from what it was told alone.
        const believed = new Map<string, Set<string>>()
        const connect = (id: string) => {
          inbox.set(id, [])
          hub.connect({
            id,
            send: text => {
              const sent = sentSchema.parse(JSON.parse(text))
              inbox.get(id)?.push(sent)
              const key = `${id} ${sent.channel}`
              const { event, data } = sent
              if (event === 'pusher_internal:member_added')
                believed.get(key)?.add(memberSchema.parse(JSON.parse(data)).user_id)
              if (event === 'pusher_internal:member_removed')
                believed.get(key)?.delete(memberSchema.parse(JSON.parse(data)).user_id)
              if (event === 'pusher_internal:subscription_succeeded' && sent.channel.startsWith('presence-'))
                believed.set(key, new Set(presenceSchema.parse(JSON.parse(data)).presence.ids))
            },
            close: () => hub.disconnect(id),
          })
        }
        CONNECTIONS.forEach(connect)
        let said = 0
        for (const { kind, id = '', channel = '', user = '', except } of steps) {
          if (kind === 'subscribe') {
            const isPresence = channel.startsWith('presence-')
            const known = relayChannel(channel)
            expect(known).not.toBeNull()
            if (known === null) return
            const refusal = hub.subscribe(id, known, isPresence ? { userId: user, info: { user } } : null)
            expect(refusal).toBe(model.of(channel).has(id) ? 'already' : null)
            if (refusal === null) model.of(channel).set(id, user)
          }
          if (kind === 'unsubscribe') {
            hub.unsubscribe(id, channel)
            model.of(channel).delete(id)
          }
          if (kind === 'leave') {
            hub.disconnect(id)
            for (const there of model.on.values()) there.delete(id)
            connect(id)
          }
          if (kind === 'publish') {
            const name = `event-${said++}`
            hub.publish({ channel, name, data: '{}', except })
            const heard = CONNECTIONS.filter(
              one => inbox.get(one)?.filter(sent => sent.event === name).length,
            )
            expect(heard).toEqual(CONNECTIONS.filter(one => one !== except && model.of(channel).has(one)))
            for (const one of heard)
              expect(inbox.get(one)?.filter(sent => sent.event === name)).toHaveLength(1)
          }
          for (const name of CHANNELS) {
            const subscriptions = model.of(name).size
            const users = name.startsWith('presence-') ? model.users(name).length : null
            expect(hub.countsOf(name)).toEqual(subscriptions === 0 ? null : { subscriptions, users })
            if (users === null) continue
            expect([...hub.usersOf(name)].toSorted()).toEqual(model.users(name))
            for (const one of model.of(name).keys())
              expect([...(believed.get(`${one} ${name}`) ?? [])].toSorted()).toEqual(model.users(name))
          }
        }
        expect(hub.events).toBe(said)
        expect(hub.channels).toBe(CHANNELS.filter(name => model.of(name).size > 0).length)
        for (const id of CONNECTIONS) hub.disconnect(id)
        expect([hub.connections, hub.channels]).toEqual([0, 0])
      }),
      { numRuns: 150 },
    )
  })

  it('takes a hundred members on a presence channel, each with as many connections as they like', () => {
    const hub = new ChannelHub()
    const channel = relayChannel('presence-full')
    if (channel === null) throw new Error('This is a name.')
    const join = (id: string, userId: string) => {
      hub.connect({ id, send: () => {}, close: () => {} })
      return hub.subscribe(id, channel, { userId, info: null })
    }
    for (let n = 0; n < 100; n++) expect(join(`${n}.1`, `user-${n}`)).toBeNull()
    expect(join('100.1', 'one more')).toBe('too many members')
    expect(join('101.1', 'user-7')).toBeNull()
    expect(hub.countsOf('presence-full')).toEqual({ subscriptions: 101, users: 100 })
  })
})

describe('the name of a channel', () => {
  it.each([
    ['a'.repeat(164), 'public'],
    ['a'.repeat(165), null],
    ['', null],
    ['with space', null],
    ['ä', null],
    ['#server-to-user-1', null],
    ['private-x_=@,.;', 'private'],
    ['presence-x', 'presence'],
  ])('%s is %s', (name, access) => {
    expect(relayChannel(name)?.access ?? null).toBe(access)
  })
})
