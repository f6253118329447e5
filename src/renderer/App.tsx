import { MantineProvider } from '@mantine/core'
import { useColorScheme } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { ErrorBoundary } from './components/ErrorBoundary.tsx'
import type { EngineClient } from './connection/engine-client.ts'
import { EngineContext, useLive } from './connection/hooks.ts'
import { type Ticker, TickerContext } from './connection/ticker.ts'
import { DialogHost } from './dialogs/DialogHost.tsx'
import { SystemHealthDashboard } from './SystemHealthDashboard.tsx'
import { cssVariables, theme } from './theme.ts'

interface AppProps {
  readonly client: EngineClient
  readonly ticker: Ticker
  /** What the page's policy asks of every style element. */
  readonly nonce: string
}

/** The whole page, given its connection to the engine. */
export function App({ client, ticker, nonce }: AppProps) {
  return (
    <EngineContext value={client}>
      <TickerContext value={ticker}>
        <Themed nonce={nonce}>
          <ErrorBoundary what="The dashboard">
            <DialogHost>
              <SystemHealthDashboard />
            </DialogHost>
          </ErrorBoundary>
        </Themed>
      </TickerContext>
    </EngineContext>
  )
}

/** Light or dark as the settings have it, else as the operating system has it. */
function Themed({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const chosen = useLive(state => state.info?.theme ?? 'system')
  const system = useColorScheme('dark', { getInitialValueInEffect: false })
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={chosen === 'system' ? system : chosen}
      getStyleNonce={() => nonce}
    >
      {children}
    </MantineProvider>
  )
}
