/** A two-way pipe of text frames to the engine. Frames sent before it is open wait; after it closed they are dropped. */
export interface Transport {
  send(text: string): void
  onMessage(callback: (text: string) => void): void
  /** Called once, when the pipe has closed for whatever reason. */
  onClose(callback: () => void): void
  close(): void
}

/** A transport over a WebSocket at `url` (ws: or wss:). */
export function webSocketTransport(url: string): Transport {
  const socket = new WebSocket(url)
  const waiting: string[] = []
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text)
  })
  return {
    send(text) {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(text)
      else if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    onMessage(callback) {
      socket.addEventListener('message', event => {
        if (typeof event.data === 'string') callback(event.data)
      })
    },
    onClose(callback) {
      socket.addEventListener('close', () => callback(), { once: true })
    },
    close() {
      socket.close()
    },
  }
}

/** Where the contract's socket is for a page served by the light shell: `/contract` on the same origin. */
export function contractUrl(page: { readonly protocol: string; readonly host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/contract`
}
