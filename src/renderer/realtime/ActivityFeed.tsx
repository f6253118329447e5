import { Button } from '@mantine/core'
import { memo, useMemo, useState } from 'react'
import type { Activity, ChannelView } from '#shared/realtime.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatMoment, formatTime } from '../format/format-moment.ts'
import { VirtualRows } from '../lists/VirtualRows.tsx'
import settingsClasses from '../settings/settings.module.css'
import classes from './realtime.module.css'
import { ACTIVITY_WORDS, rateWords } from './realtime-words.ts'
import { useActivity } from './use-activity.ts'

/** How much of the feed is shown. */
const SHOWN = 200

/** What happened elsewhere, newest first: of one channel, or of all, each with what comes over it in a minute. */
export function ActivityFeed({ channels }: { readonly channels: readonly ChannelView[] }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const { value: feed, refusal } = useActivity(chosen, SHOWN)
  const byKey = useMemo(() => new Map(feed?.map(activity => [String(activity.id), activity])), [feed])
  const keys = useMemo(() => [...byKey.keys()], [byKey])
  const endpoints = useEndpoints(channels, feed)
  return (
    <section aria-labelledby="activity">
      <h2 id="activity" className={settingsClasses.subtitle}>
        Activity
      </h2>
      <div className={classes.filter} role="toolbar" aria-label="Activity of">
        <Filter name="All" isChosen={chosen === null} onChoose={() => setChosen(null)} />
        {channels.map(({ name, perMinute }) => (
          <Filter
            key={name}
            name={name}
            rate={rateWords(perMinute)}
            isChosen={chosen === name}
            onChoose={() => setChosen(name)}
          />
        ))}
        {endpoints.map(name => (
          <Filter key={name} name={name} isChosen={chosen === name} onChoose={() => setChosen(name)} />
        ))}
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

/** Messages of endpoints come under their paths, which are no channels; offered once one has come. */
function useEndpoints(channels: readonly ChannelView[], feed: readonly Activity[] | null): readonly string[] {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const more = (feed ?? []).map(({ channel }) => channel).filter(channel => !seen.has(channel))
  if (more.length > 0) setSeen(new Set([...seen, ...more]))
  return useMemo(() => {
    const names = new Set(channels.map(({ name }) => name))
    return [...seen].filter(name => !names.has(name))
  }, [channels, seen])
}

interface FilterProps {
  readonly name: string
  /** Events in a minute; left out where that is not known. */
  readonly rate?: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Filter({ name, rate, isChosen, onChoose }: FilterProps) {
  return (
    <Button size="compact-xs" aria-pressed={isChosen} onClick={onChoose}>
      {name}
      {rate !== undefined && <span className={classes.rate}>{rate} / min</span>}
    </Button>
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
