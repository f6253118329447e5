import { routeHash } from '#shared/route.ts'
import { useLive } from '../connection/hooks.ts'
import { ActivityFeed } from './ActivityFeed.tsx'
import { ChannelTable } from './ChannelTable.tsx'
import { ListeningState } from './ConnectionState.tsx'
import classes from './realtime.module.css'

/** What the channels say: how each stands, and what happened on them. Nothing while none is listened to. */
export function RealtimePanel() {
  const listening = useLive(state => state.realtime?.listening ?? null)
  const names = useLive(state => state.realtime?.listening?.channels.map(({ name }) => name) ?? [])
  if (listening === null) return null
  return (
    <section className={classes.realtime} aria-label="Channels and activity">
      <div className={classes.panel}>
        <div className={classes.connection}>
          <ListeningState listening={listening} />
          <a href={routeHash({ page: 'settings', section: 'pusher' })}>Pusher settings</a>
        </div>
        <ChannelTable channels={listening.channels} />
      </div>
      <ActivityFeed channels={names} />
    </section>
  )
}
