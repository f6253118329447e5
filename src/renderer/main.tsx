import '@mantine/core/styles.css'
import './global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import type { DesktopBridge } from '#shared/desktop-bridge.ts'
import { App } from './App.tsx'
import { bridgeTransports } from './connection/bridge-transport.ts'
import { connectEngine } from './connection/engine-client.ts'
import { LiveStore } from './connection/live-store.ts'
import { createTicker } from './connection/ticker.ts'
import { contractUrl, type Transport, webSocketTransport } from './connection/transport.ts'

// The page's policy allows no generated code, which zod would otherwise try.
z.config({ jitless: true })

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
// Read by the style singleton under Mantine's overlays when it locks scrolling.
Object.assign(globalThis, { __webpack_nonce__: nonce })

declare global {
  /** In the desktop shell: what its preload script gives this page (`BRIDGE_NAME`). */
  var traylightDesktop: DesktopBridge | undefined
}

function transports(): () => Transport {
  const bridge = globalThis.traylightDesktop
  if (bridge === undefined) return () => webSocketTransport(contractUrl(location))
  bridge.onGo(hash => {
    location.hash = hash
  })
  return bridgeTransports(bridge)
}

const store = new LiveStore(localStorage, Date.now)
const client = connectEngine(transports(), store)
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App client={client} ticker={createTicker(Date.now)} nonce={nonce} />
    </StrictMode>,
  )
}
