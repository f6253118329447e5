import type { DesktopBridge } from '#shared/desktop-bridge.ts'
import type { Transport } from './transport.ts'

/**
 * Transports over the desktop shell's bridge, one after another: the bridge carries one connection at a time, and what
 * it says goes to the latest.
 */
export function bridgeTransports(bridge: DesktopBridge): () => Transport {
  let onMessage: ((text: string) => void) | null = null
  let onClose: (() => void) | null = null
  const closed = () => {
    const tell = onClose
    onMessage = null
    onClose = null
    tell?.()
  }
  bridge.onMessage(text => onMessage?.(text))
  bridge.onClose(closed)
  return () => {
    bridge.open()
    return {
      send: text => bridge.send(text),
      onMessage: callback => {
        onMessage = callback
      },
      onClose: callback => {
        onClose = callback
      },
      close: closed,
    }
  }
}
