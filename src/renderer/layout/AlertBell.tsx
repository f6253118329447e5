import { ActionIcon, Button, Popover } from '@mantine/core'
import { IconBell, IconBellOff } from '@tabler/icons-react'
import { useState } from 'react'
import { quietLeft } from '#shared/quiet-spans.ts'
import { openWords } from '../alerts/incident-words.ts'
import { useUnseen } from '../alerts/unseen.ts'
import { useFromNow, useLive } from '../connection/hooks.ts'
import classes from './AlertBell.module.css'
import { BellContent } from './BellContent.tsx'

/** How many alerts wait for somebody; opened, the most urgent of them, and quiet for a while. */
export function AlertBell() {
  const [opened, setOpened] = useState(false)
  const counts = useLive(state => state.alerts?.counts ?? null)
  const until = useLive(state => state.info?.quietUntil ?? null)
  const { line } = useUnseen()
  const toggle = () => setOpened(before => !before)
  const open = counts?.open ?? 0
  const left = useFromNow(now => (until === null ? '' : quietLeft(until, now)))
  const quietWords = `Quiet, ${left} left`
  const words = [
    ...(until === null ? [] : [quietWords]),
    openWords(counts),
    ...(line === null ? [] : [`while nobody looked: ${line}`]),
  ].join(', ')
  // Drawn by its style, since the number is said in words already.
  const badge = open > 0 && (
    <span className={classes.badge} data-count={open > 99 ? '99+' : open} aria-hidden />
  )
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width="min(440px, 100vw - 32px)"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        {until === null ? (
          <ActionIcon
            size="md"
            className={classes.bell ?? ''}
            aria-label={words}
            title={words}
            onClick={toggle}
          >
            <IconBell size={18} aria-hidden />
            {badge}
          </ActionIcon>
        ) : (
          <Button
            variant="subtle"
            px={8}
            className={classes.bell ?? ''}
            aria-label={words}
            title={words}
            leftSection={<IconBellOff size={16} aria-hidden />}
            onClick={toggle}
          >
            <span className={classes.wide}>Quiet,&nbsp;</span>
            {left}
            <span className={classes.wide}>&nbsp;left</span>
            {badge}
          </Button>
        )}
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label="Alerts and notifications">
        <BellContent onGo={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
