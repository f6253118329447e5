import { EventEmitter } from 'node:events'
import { NotInStandIn } from './only-known.ts'

/** `N` where `T` has an event of that name in electron.d.ts, and never otherwise. */
type EventOf<T, N extends string> = T extends { on(event: N, listener: () => void): unknown } ? N : never

/**
 * Names of events, each checked to exist in the class of electron.d.ts that is given:
 * `eventsOf<Electron.App>()('ready', 'quit')`.
 */
export function eventsOf<T>() {
  return <const N extends readonly string[]>(
    ...names: { [K in keyof N]: EventOf<T, N[K] & string> }
  ): ReadonlySet<string> => new Set<string>(names)
}

/** An emitter that refuses listeners for events which the stand-in never emits: the app would wait in vain. */
export class KnownEvents extends EventEmitter {
  constructor(name: string, events: ReadonlySet<string>) {
    super()
    super.on('newListener', (event: string | symbol) => {
      if (typeof event === 'string' && !events.has(event))
        throw new NotInStandIn(`${name}'s event "${event}"`)
    })
  }
}

/** The first argument of Electron's events. */
export interface PreventableEvent {
  readonly defaultPrevented: boolean
  preventDefault(): void
}

/** An event with the given properties, whose default an app may prevent. */
export function preventable<T extends object>(properties: T): T & PreventableEvent {
  let isPrevented = false
  const event = {
    get defaultPrevented() {
      return isPrevented
    },
    preventDefault() {
      isPrevented = true
    },
  }
  return Object.assign(event, properties)
}
