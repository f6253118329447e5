import { Popover, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { formatDuration } from '#shared/format-duration.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { WhatIsWrong } from '../components/WhatIsWrong.tsx'
import { useFromNow, useLive } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import { Freshness } from './Freshness.tsx'
import classes from './Header.module.css'
import { useBrowserTab } from './use-browser-tab.ts'

/** What has just begun lasts a second: fewer are no news. */
const SECOND_MS = 1000

/** The two-second answer: what the status is, what is wrong, since when, and how fresh that is. */
export function OverallStatus() {
  const overall = useLive(state => state.overall)
  const lost = useLive(state => state.connection !== 'live' && state.overall !== null)
  const line = overall?.line ?? 'Connecting to Traylight'
  useBrowserTab()
  return (
    <div className={classes.overall} data-old={lost || undefined}>
      <StatusMark status={overall?.status ?? 'unknown'} size={32} />
      <div className={classes.words}>
        <h1 className={classes.line}>
          {overall && overall.problems.length > 0 ? <Problems line={line} /> : line}
        </h1>
        <span role="status" className="visually-hidden">
          {line}
        </span>
        <p className={classes.facts}>
          {overall && <Since since={overall.since} />}
          <Freshness />
        </p>
      </div>
    </div>
  )
}

/** The line as a button that lists everything that is wrong. */
function Problems({ line }: { readonly line: string }) {
  const [opened, setOpened] = useState(false)
  const problems = useLive(state => state.overall?.problems ?? [])
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width="min(760px, 100vw - 32px)"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.lineButton}
          title={line}
          onClick={() => setOpened(before => !before)}
        >
          <span className={classes.ellipsis}>{line}</span>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label="What is wrong">
        <WhatIsWrong problems={problems} onGo={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Since({ since }: { readonly since: number }) {
  const duration = useFromNow(now => formatDuration(Math.max(SECOND_MS, now - since)))
  return <span title={`Since ${formatMoment(since)}`}>for {duration}</span>
}
