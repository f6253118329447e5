import { routeHash } from '#shared/route.ts'
import { useLive } from '../connection/hooks.ts'
import { ConfigSection } from '../settings/SchemaSections.tsx'
import settingsClasses from '../settings/settings.module.css'
import { ChannelTable } from './ChannelTable.tsx'
import { ListeningState, PublishingState } from './ConnectionState.tsx'
import classes from './realtime.module.css'

/** Real-time events over Pusher Channels: how it stands, and its settings. */
export function PusherSection() {
  const realtime = useLive(state => state.realtime)
  const { listening = null, publishing = null } = realtime ?? {}
  return (
    <>
      <p className={settingsClasses.intro}>
        Other systems tell what happens to them over channels of Pusher, or of a server that speaks its
        protocol, such as the <a href={routeHash({ page: 'settings', section: 'relay' })}>relay</a> of another
        Traylight.
      </p>
      {(listening !== null || publishing !== null) && (
        <section className={classes.panel} aria-label="State">
          {listening !== null && <ListeningState listening={listening} />}
          {publishing !== null && <PublishingState publishing={publishing} />}
          {listening !== null && (
            <>
              <ChannelTable channels={listening.channels} />
              <p className={classes.more}>
                What happens there is on the{' '}
                <a href={routeHash({ page: 'category', category: 'realtime' })}>Real-time</a> tab.
              </p>
            </>
          )}
        </section>
      )}
      <ConfigSection name="pusher" />
    </>
  )
}
