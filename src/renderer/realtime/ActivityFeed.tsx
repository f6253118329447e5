import { Select } from '@mantine/core'
import { memo, useMemo, useState } from 'react'
import type { Activity } from '#shared/realtime.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatMoment, formatTime } from '../format/format-moment.ts'
import { VirtualRows } from '../lists/VirtualRows.tsx'
import settingsClasses from '../settings/settings.module.css'
import classes from './realtime.module.css'
import { ACTIVITY_WORDS } from './realtime-words.ts'
import { useActivity } from './use-activity.ts'

/** How much of the feed is shown. */
const SHOWN = 200

/** What happened elsewhere, newest first: of one channel, or of all. */
export function ActivityFeed({ channels }: { readonly channels: readonly string[] }) {
  const [channel, setChannel] = useState<string | null>(null)
  const { value: feed, refusal } = useActivity(channel, SHOWN)
  const byKey = useMemo(() => new Map(feed?.map(activity => [String(activity.id), activity])), [feed])
  const keys = useMemo(() => [...byKey.keys()], [byKey])
  // Messages of endpoints come under their paths, which are no channels.
  const offered = useMemo(
    () => [...new Set([...channels, ...(feed ?? []).map(activity => activity.channel)])],
    [channels, feed],
  )
  return (
    <section aria-labelledby="activity">
      <div className={classes.bar}>
        <h3 id="activity" className={settingsClasses.subtitle}>
          Activity
        </h3>
        <Select
          size="xs"
          aria-label="Activity of"
          placeholder="All channels"
          data={channel === null || offered.includes(channel) ? offered : [channel, ...offered]}
          value={channel}
          clearable
          clearButtonProps={{ 'aria-label': 'Show all channels' }}
          onChange={setChannel}
        />
      </div>
      {refusal !== '' && <p role="alert">{refusal}</p>}
      {feed?.length === 0 && (
        <p className={settingsClasses.dimmed}>Nothing has happened since Traylight began to listen.</p>
      )}
      <div className={classes.feed}>
        <VirtualRows label="Activity" keys={keys}>
          {key => {
            const activity = byKey.get(key)
            return activity === undefined ? null : <ActivityRow activity={activity} />
          }}
        </VirtualRows>
      </div>
    </section>
  )
}

const ActivityRow = memo(function ActivityRow({ activity }: { readonly activity: Activity }) {
  const { at, channel, event, kind, text, percent } = activity
  return (
    <div className={classes.activity}>
      <time className={classes.small} dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
        {formatTime(at)}
      </time>
      <span className={classes.kind}>
        {kind === 'invalid' && <StatusMark status="degraded" size={14} label="" />}
        {ACTIVITY_WORDS[kind]}
      </span>
      <span className={classes.text} title={text}>
        {text}
      </span>
      {percent === null ? (
        <span className={classes.percent} />
      ) : (
        <span className={classes.percent}>
          <progress max={100} value={percent} aria-label={`${text}: progress`} />
          <span className={classes.small}>{Math.round(percent)} %</span>
        </span>
      )}
      <span className={classes.from} title={`${event} on ${channel}`}>
        {channel}
      </span>
    </div>
  )
})
