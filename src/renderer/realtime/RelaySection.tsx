import { Button } from '@mantine/core'
import type { RelayConfig } from '#shared/realtime-config.ts'
import { say } from '../actions/use-action.ts'
import { useLive } from '../connection/hooks.ts'
import { Facts } from '../details/Facts.tsx'
import { ConfigSection } from '../settings/SchemaSections.tsx'
import settingsClasses from '../settings/settings.module.css'
import { useSettings } from '../settings/use-settings.ts'
import classes from './realtime.module.css'
import { listenExample, publishExample } from './relay-examples.ts'

/** The HTTP face as a Pusher server: how it stands, how to reach it, and its settings. */
export function RelaySection() {
  const { value: settings } = useSettings()
  const relay = useLive(state => state.realtime?.relay ?? null)
  return (
    <>
      <p className={settingsClasses.intro}>
        Without an account at Pusher: Traylight itself is the server that others publish to and listen to.
      </p>
      {relay !== null && (
        <section className={classes.panel} aria-label="State">
          <Facts
            facts={[
              ['Address', relay.address],
              ['Connections', relay.connections],
              ['Channels', relay.channels],
              ['Events', relay.events],
            ]}
          />
          {settings !== null && <Examples address={relay.address} relay={settings.config.relay} />}
        </section>
      )}
      <ConfigSection name="relay" />
    </>
  )
}

function Examples({ address, relay }: { readonly address: string; readonly relay: RelayConfig }) {
  return (
    <div className={classes.examples}>
      <Example title="To listen, with pusher-js" text={listenExample(address, relay.key)} />
      <Example
        title="To publish, with Pusher's library for Node"
        text={publishExample(address, relay.appId, relay.key)}
      />
    </div>
  )
}

function Example({ title, text }: { readonly title: string; readonly text: string | null }) {
  if (text === null) return null
  return (
    <figure className={classes.example}>
      <figcaption>
        {title}
        <Button size="compact-xs" aria-label={`Copy: ${title}`} onClick={() => void copy(text)}>
          Copy
        </Button>
      </figcaption>
      <pre>{text}</pre>
    </figure>
  )
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say('Copied')
  } catch {
    say('It could not be copied. Select the text and copy it.')
  }
}
