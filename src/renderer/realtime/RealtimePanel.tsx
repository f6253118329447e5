import { routeHash } from '#shared/route.ts'
import { useLive } from '../connection/hooks.ts'
import { ActivityFeed } from './ActivityFeed.tsx'
import { ListeningState, SilentChannels } from './ConnectionState.tsx'
import classes from './realtime.module.css'

/** What the channels say: how the connection stands, and what happened. Nothing while none is listened to. */
export function RealtimePanel() {
  const listening = useLive(state => state.realtime?.listening ?? null)
  if (listening === null) return null
  return (
    <section className={classes.realtime} aria-label="Channels and activity">
      <div className={classes.panel}>
        <div className={classes.connection}>
          <ListeningState listening={listening} />
          <a href={routeHash({ page: 'settings', section: 'pusher' })}>Channels and settings</a>
        </div>
        <SilentChannels channels={listening.channels} />
      </div>
      <ActivityFeed channels={listening.channels} />
    </section>
  )
}
