import type { CloneCodec } from './clone-codec.ts'
import type { worldBridge } from './world-bridge.ts'

/** What the stand-in's process sends into the preload's world. */
export type ToPreload =
  | { readonly is: 'message'; readonly channel: string; readonly args: string }
  | { readonly is: 'answer'; readonly call: number; readonly result: string }
  | { readonly is: 'failure'; readonly call: number; readonly message: string }

/** What the preload's world sends to the stand-in's process; `call` where it waits for an answer. */
export interface FromPreload {
  readonly channel: string
  readonly args: string
  readonly call: number | null
}

/** How the two sides find each other in a page; all of it is deleted or hidden before the preload runs. */
export interface WorldNames {
  /** The binding through which text reaches the stand-in's process. */
  readonly binding: string
  /** The function that takes text from the stand-in's process. */
  readonly receiver: string
  readonly events: { readonly mine: string; readonly theirs: string }
  readonly preload: string
}

/**
 * The world of the preload script: what `require('electron')` gives in a sandboxed preload, of which only contextBridge
 * and ipcRenderer are here. It runs in pages, where its source is injected: it may refer to nothing outside of itself.
 */
export function isolatedWorld(
  codec: CloneCodec,
  makeBridge: typeof worldBridge,
  names: WorldNames,
  runPreload: (require: (name: string) => unknown, module: { exports: object }, process: object) => void,
): void {
  type Listener = (event: object, ...args: unknown[]) => void

  const toMain: unknown = Reflect.get(globalThis, names.binding)
  Reflect.deleteProperty(globalThis, names.binding)
  const bridge = makeBridge(codec, names.events, () => {})
  const listeners = new Map<string, { readonly listener: Listener; readonly once: boolean }[]>()
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let calls = 0

  const refuseOthers = <T extends object>(api: T, name: string): T =>
    new Proxy(api, {
      get(object, key) {
        if (typeof key === 'string' && !(key in object)) {
          throw new Error(`${name}.${key} is not in the stand-in for Electron. Add it in e2e/stand-in.`)
        }
        return Reflect.get(object, key)
      },
    })

  const post = (channel: string, args: unknown[], call: number | null) => {
    let copy: unknown
    try {
      copy = structuredClone(args)
    } catch {
      throw new Error('An object could not be cloned.')
    }
    const message: FromPreload = { channel, args: codec.encode(copy), call }
    if (typeof toMain === 'function') toMain(JSON.stringify(message))
  }

  const listen = (channel: string, listener: Listener, once: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }])
    return ipcRenderer
  }
  const stopListening = (channel: string, listener: Listener) => {
    const left = [...(listeners.get(channel) ?? [])]
    const index = left.findLastIndex(entry => entry.listener === listener)
    if (index >= 0) left.splice(index, 1)
    listeners.set(channel, left)
    return ipcRenderer
  }
  const ipcRenderer: object = refuseOthers(
    {
      send: (channel: string, ...args: unknown[]) => post(channel, args, null),
      invoke(channel: string, ...args: unknown[]) {
        const call = ++calls
        return new Promise((resolve, reject) => {
          waiting.set(call, { resolve, reject })
          post(channel, args, call)
        })
      },
      on: (channel: string, listener: Listener) => listen(channel, listener, false),
      addListener: (channel: string, listener: Listener) => listen(channel, listener, false),
      once: (channel: string, listener: Listener) => listen(channel, listener, true),
      off: stopListening,
      removeListener: stopListening,
      removeAllListeners(channel: string) {
        listeners.delete(channel)
        return ipcRenderer
      },
    },
    'ipcRenderer',
  )

  const receive = (text: string) => {
    const message: ToPreload = JSON.parse(text)
    if (message.is === 'message') {
      const args = codec.decode(message.args)
      for (const { listener, once } of listeners.get(message.channel) ?? []) {
        if (once) stopListening(message.channel, listener)
        try {
          listener({ sender: ipcRenderer, ports: [] }, ...(Array.isArray(args) ? args : []))
        } catch (error) {
          reportError(error)
        }
      }
      return
    }
    const caller = waiting.get(message.call)
    waiting.delete(message.call)
    if (message.is === 'answer') caller?.resolve(codec.decode(message.result))
    else caller?.reject(new Error(message.message))
  }
  Object.defineProperty(globalThis, names.receiver, { value: receive })

  const contextBridge = refuseOthers(
    {
      exposeInMainWorld(key: string, api: unknown) {
        bridge.tell(JSON.stringify({ key, api: bridge.lend(api) }))
      },
    },
    'contextBridge',
  )
  const electron = refuseOthers({ contextBridge, ipcRenderer }, 'electron')
  const require = (name: string) => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`module not found: ${name}`)
  }
  try {
    runPreload(require, { exports: {} }, refuseOthers({}, 'process'))
  } catch (error) {
    console.error(`Unable to load preload script: ${names.preload}`)
    console.error(error)
  }
}
