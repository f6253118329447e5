import type { CloneCodec } from './clone-codec.ts'

/** One world's end of the bridge between the preload's world and the page's. */
export interface WorldBridge {
  /** Text for a value, with handles for its functions and promises. */
  lend(value: unknown): string
  /** The value behind a text: its functions call into the other world, its promises settle when the other's do. */
  borrow(text: string): unknown
  /** Sends the other world something that is no answer, and waits until it has dealt with it. */
  tell(text: string): void
}

/**
 * The worlds of a page share the document and no objects. What passes between them here is text in the `detail` of
 * events on the window, whose names only the two ends know: events are dispatched at once and into every world, so that
 * a call returns its value as it does with Electron's context bridge. Functions and promises stay where they are and
 * are called by handle; everything else is copied, with prototypes lost and errors reduced to their message.
 *
 * It runs in pages, where its source is injected: it may refer to nothing outside of itself.
 */
export function worldBridge(
  codec: CloneCodec,
  events: { readonly mine: string; readonly theirs: string },
  onTold: (text: string) => void,
): WorldBridge {
  type Message =
    | { readonly is: 'told'; readonly text: string }
    | { readonly is: 'call'; readonly to: number; readonly args: string }
    | { readonly is: 'settled'; readonly promise: number; readonly ok: boolean; readonly value: string }
  type Answer =
    | { readonly ok: true; readonly value: string }
    | { readonly ok: false; readonly message: string }

  // Taken before a script of the page runs, which may put others in their place.
  const { CustomEvent, window } = globalThis
  const dispatch = window.dispatchEvent.bind(window)
  const lent: object[] = []
  const handles = new Map<object, string>()
  const settlers = new Map<number, (ok: boolean, value: string) => void>()
  const borrowed = new Map<string, unknown>()
  // The last is the answer to the call made last: calls back and forth are nested.
  const answers: Answer[] = []

  const messageOf = (error: unknown): string =>
    error instanceof Error
      ? error.message
      : typeof error === 'string'
        ? error
        : 'An unknown exception occurred.'

  const handleOf = (value: object): string | null => {
    const known = handles.get(value)
    if (known !== undefined) return known
    if (value instanceof Error) return `error ${value.message}`
    if (typeof value !== 'function' && !(value instanceof Promise)) return null
    const number = lent.push(value) - 1
    const handle = `${typeof value === 'function' ? 'function' : 'promise'} ${number}`
    if (value instanceof Promise) {
      const settle = (ok: boolean) => (result: unknown) =>
        post({ is: 'settled', promise: number, ok, value: lend(result) })
      value.then(settle(true), settle(false))
    } else handles.set(value, handle)
    return handle
  }
  const lend = (value: unknown) => codec.encode(value, handleOf)

  const standFor = (handle: string): unknown => {
    if (borrowed.has(handle)) return borrowed.get(handle)
    const [kind, number] = handle.split(' ', 2)
    if (kind === 'error') return new Error(handle.slice('error '.length))
    const value = kind === 'function' ? caller(Number(number)) : awaited(Number(number))
    if (kind === 'function') borrowed.set(handle, value)
    return value
  }
  const caller =
    (to: number) =>
    (...args: unknown[]): unknown => {
      const result = post({ is: 'call', to, args: lend(args) })
      if (result === null) throw new Error('The other world of this page does not answer.')
      if (!result.ok) throw new Error(result.message)
      return borrow(result.value)
    }
  const awaited = (promise: number) =>
    new Promise((resolve, reject) => {
      settlers.set(promise, (ok, value) => (ok ? resolve : reject)(borrow(value)))
    })
  const borrow = (text: string) => codec.decode(text, standFor)

  const post = (message: Message): Answer | null => {
    dispatch(new CustomEvent(events.theirs, { detail: JSON.stringify(message) }))
    return answers.pop() ?? null
  }

  const act = (message: Message): Answer => {
    if (message.is === 'told') {
      onTold(message.text)
      return { ok: true, value: lend(undefined) }
    }
    if (message.is === 'settled') {
      settlers.get(message.promise)?.(message.ok, message.value)
      settlers.delete(message.promise)
      return { ok: true, value: lend(undefined) }
    }
    const target = lent[message.to]
    const args = borrow(message.args)
    if (typeof target !== 'function' || !Array.isArray(args)) throw new Error('There is no such function.')
    return { ok: true, value: lend(Reflect.apply(target, undefined, args)) }
  }

  window.addEventListener(events.mine, event => {
    if (!(event instanceof CustomEvent)) return
    const detail: unknown = JSON.parse(String(event.detail))
    if (typeof detail !== 'object' || detail === null) return
    if ('answer' in detail) {
      answers.push(JSON.parse(String(detail.answer)))
      return
    }
    let outcome: Answer
    try {
      outcome = act(JSON.parse(String(event.detail)))
    } catch (error) {
      outcome = { ok: false, message: messageOf(error) }
    }
    dispatch(new CustomEvent(events.theirs, { detail: JSON.stringify({ answer: JSON.stringify(outcome) }) }))
  })

  return {
    lend,
    borrow,
    tell(text) {
      const outcome = post({ is: 'told', text })
      if (outcome !== null && !outcome.ok) throw new Error(outcome.message)
    },
  }
}
