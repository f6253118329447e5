import { Button, Menu, Switch } from '@mantine/core'
import { IconChevronDown, IconRefresh } from '@tabler/icons-react'
import { useEngine, useLive } from '../connection/hooks.ts'
import { REFRESH_INTERVALS_MS, type RefreshIntervalMs } from '../connection/live-store.ts'
import classes from './Header.module.css'
import { useRefresh } from './use-refresh.ts'

const INTERVAL_WORDS: Readonly<Record<RefreshIntervalMs, string>> = {
  0: 'Live',
  5000: '5 s',
  15000: '15 s',
  60000: '60 s',
}

/** Auto-refresh on or off, how often the screen changes, and checking everything now. */
export function RefreshControls() {
  return (
    <>
      <AutoRefresh />
      <RefreshNow />
    </>
  )
}

function AutoRefresh() {
  const { store } = useEngine()
  const held = useLive(state => state.held)
  const interval = useLive(state => state.refreshIntervalMs)
  return (
    <div className={classes.group}>
      <Switch
        size="xs"
        label="Auto-refresh"
        classNames={{ label: classes.wideOnly ?? '' }}
        aria-label="Auto-refresh"
        title="Off: the screen holds still. Watching goes on."
        checked={!held}
        onChange={event => store.setHeld(!event.currentTarget.checked)}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            px={8}
            aria-label={`Screen changes: ${INTERVAL_WORDS[interval]}`}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {INTERVAL_WORDS[interval]}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>The screen changes at most every</Menu.Label>
          {REFRESH_INTERVALS_MS.map(ms => (
            <Menu.RadioItem
              key={ms}
              value={String(ms)}
              checked={ms === interval}
              onClick={() => store.setRefreshInterval(ms)}
            >
              {INTERVAL_WORDS[ms]}
            </Menu.RadioItem>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function RefreshNow() {
  const progress = useLive(state => state.progress)
  const reachable = useLive(state => state.connection === 'live')
  const { refresh, cancel, starting } = useRefresh()
  if (progress) {
    return (
      <div className={classes.group}>
        <span className={classes.progressWords} role="status">
          Checking {progress.done} of {progress.total}
        </span>
        <progress
          className={classes.progress}
          value={progress.done}
          max={Math.max(1, progress.total)}
          aria-label="Checking everything"
        />
        <Button onClick={cancel}>Cancel</Button>
      </div>
    )
  }
  return (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={starting}
      disabled={!reachable}
      title="Check everything now (R)"
      onClick={refresh}
    >
      Refresh
    </Button>
  )
}
