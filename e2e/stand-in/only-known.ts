import { EventEmitter } from 'node:events'
import { reportFailure } from './stand-in-failure.ts'

/** The app used something of Electron that the stand-in does not have. */
export class NotInStandIn extends Error {
  override readonly name = 'NotInStandIn'
  constructor(what: string) {
    super(`${what} is not in the stand-in for Electron. Add it in e2e/stand-in if the app needs it.`)
    reportFailure(this.message)
  }
}

/** What is asked of any object by the language, test tools and inspection, without meaning Electron's API. */
const ASKED_OF_ANYTHING: ReadonlySet<string> = new Set(['then', 'toJSON', '$$typeof', 'nodeType', 'inspect'])

/** What may be asked of an object of Electron's after it was destroyed. */
function outlives(key: string): boolean {
  return key === 'isDestroyed' || key === 'constructor' || key in EventEmitter.prototype
}

/**
 * The object as the app sees it: asking for something that the stand-in does not have throws `NotInStandIn` instead of
 * answering undefined, and using an object that is gone throws what Electron throws.
 *
 * Methods run on the object itself, so that inside they see private fields.
 */
export function onlyKnown<T extends object>(
  target: T,
  name: string,
  gone: () => Error | null = () => null,
): T {
  const seen: T = new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string') {
        const error = gone()
        if (error && !outlives(key)) throw error
        if (!(key in object) && !ASKED_OF_ANYTHING.has(key)) throw new NotInStandIn(`${name}.${key}`)
      }
      const value: unknown = Reflect.get(object, key, object)
      if (typeof value !== 'function' || key === 'constructor') return value
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, object, args)
        return result === object ? seen : result
      }
    },
    set(object, key, value) {
      if (typeof key === 'string' && !(key in object)) throw new NotInStandIn(`${name}.${key}`)
      return Reflect.set(object, key, value, object)
    },
  })
  return seen
}

/** What using a window or its page throws once it is closed. */
export const destroyed = (isGone: boolean): Error | null =>
  isGone ? new TypeError('Object has been destroyed') : null

/** A class as the app sees it: `new` gives what `seenAs` makes of the instance, and unknown statics are refused. */
export function onlyKnownClass<T extends new (...args: never[]) => object>(
  target: T,
  name: string,
  seenAs: (instance: InstanceType<T>) => object,
): T {
  return new Proxy(onlyKnownMembers(target, name), {
    construct: (_, args) => seenAs(Reflect.construct(target, args)),
  })
}

/** The same for what has only members, which are given as they are. */
export function onlyKnownMembers<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && !ASKED_OF_ANYTHING.has(key)) {
        throw new NotInStandIn(`${name}.${key}`)
      }
      return Reflect.get(object, key, receiver)
    },
  })
}
