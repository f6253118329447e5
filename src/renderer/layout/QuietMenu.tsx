import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconBell, IconBellOff } from '@tabler/icons-react'
import { QUIET_CHOICES, quietLeft } from '#shared/quiet-spans.ts'
import { useAction } from '../actions/use-action.ts'
import { useEngine, useFromNow, useLive } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'

/** Notifications on, or quiet for a while: the colour stays, nothing pops up. */
export function QuietMenu() {
  const engine = useEngine()
  const until = useLive(state => state.info?.quietUntil ?? null)
  const reachable = useLive(state => state.connection === 'live')
  const { run } = useAction()
  const set = (next: number | null) =>
    void run(next === null ? 'Resuming notifications' : 'Quieting notifications', () =>
      engine.call('setQuiet', { until: next }),
    )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {until === null ? (
          <ActionIcon
            size="md"
            disabled={!reachable}
            aria-label="Quiet notifications"
            title="Quiet notifications"
          >
            <IconBell size={18} aria-hidden />
          </ActionIcon>
        ) : (
          <Button
            variant="subtle"
            px={8}
            disabled={!reachable}
            leftSection={<IconBellOff size={16} aria-hidden />}
            title={`Notifications are quiet until ${formatMoment(until)}`}
          >
            <Left until={until} />
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Nothing pops up; the colour stays</Menu.Label>
        {QUIET_CHOICES.map(choice => (
          <Menu.Item key={choice.label} onClick={() => set(choice.until(Date.now()))}>
            {choice.label}
          </Menu.Item>
        ))}
        {until !== null && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => set(null)}>Resume notifications</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The countdown, in whole minutes as the tray has it. */
function Left({ until }: { readonly until: number }) {
  const left = useFromNow(now => quietLeft(until, now))
  return <>Quiet, {left} left</>
}
