import type { CloneCodec } from './clone-codec.ts'
import type { worldBridge } from './world-bridge.ts'

/**
 * What runs in the page's own world before its scripts: puts what the preload exposes on `window`, frozen, and nothing
 * else. It runs in pages, where its source is injected: it may refer to nothing outside of itself.
 */
export function mainWorld(
  codec: CloneCodec,
  makeBridge: typeof worldBridge,
  events: { readonly mine: string; readonly theirs: string },
): void {
  const freeze = (value: unknown, frozen = new Set<unknown>()): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
    if (frozen.has(value) || ArrayBuffer.isView(value)) return
    frozen.add(value)
    for (const child of Object.values(value)) freeze(child, frozen)
    Object.freeze(value)
  }
  const bridge = makeBridge(codec, events, text => {
    const { key, api }: { key: string; api: string } = JSON.parse(text)
    if (key in window)
      throw new Error('Cannot bind an API on top of an existing property on the window object')
    const value = bridge.borrow(api)
    freeze(value)
    Object.defineProperty(window, key, { value, writable: false, enumerable: true, configurable: false })
  })
}
