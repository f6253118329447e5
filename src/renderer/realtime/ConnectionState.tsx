import type { ChannelView, RealtimeView } from '#shared/realtime.ts'
import { Ago } from '../components/Ago.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useFromNow } from '../connection/hooks.ts'
import classes from './realtime.module.css'
import { channelWords, listeningWords, publishingWords, trafficWords } from './realtime-words.ts'

/** How the connection to the channels stands, and what is done while it does not. */
export function ListeningState({
  listening,
}: {
  readonly listening: NonNullable<RealtimeView['listening']>
}) {
  const words = useFromNow(now => listeningWords(listening, now).words)
  const { mark } = listeningWords(listening, listening.since)
  const { message, fallback, lastInvalid, channels } = listening
  return (
    <div className={classes.state}>
      <StatusMark status={mark} label="" />
      <div>
        <p>{words}</p>
        {message !== '' && <p className={classes.dimmed}>{message}</p>}
        {fallback !== '' && <p className={classes.dimmed}>{fallback}</p>}
        <p className={classes.dimmed}>{trafficWords(channels)}</p>
        {lastInvalid !== '' && <p className={classes.dimmed}>Last not understood: {lastInvalid}</p>}
      </div>
    </div>
  )
}

/** The channels that nothing comes over as it should, and why. */
export function SilentChannels({ channels }: { readonly channels: readonly ChannelView[] }) {
  const wrong = channels
    .map(channel => ({ name: channel.name, ...channelWords(channel) }))
    .filter(({ mark }) => mark === 'degraded' || mark === 'unhealthy')
  if (wrong.length === 0) return null
  return (
    <ul className={classes.wrong} aria-label="Channels with a problem">
      {wrong.map(({ name, mark, words }) => (
        <li key={name}>
          <StatusMark status={mark} size={14} label="" />
          <span>
            {name}: {words}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Who publishes, and what was. */
export function PublishingState({
  publishing,
}: {
  readonly publishing: NonNullable<RealtimeView['publishing']>
}) {
  const { mark, words } = publishingWords(publishing)
  const { message, events, lastAt } = publishing
  return (
    <div className={classes.state}>
      <StatusMark status={mark} label="" />
      <div>
        <p>{words}</p>
        {message !== '' && <p className={classes.dimmed}>{message}</p>}
        <p className={classes.dimmed}>
          {events === 1 ? '1 event' : `${events} events`} published
          {lastAt !== null && (
            <>
              , the last <Ago at={lastAt} />
            </>
          )}
        </p>
      </div>
    </div>
  )
}
