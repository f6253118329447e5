import { Menu } from '@mantine/core'
import type { ReactElement } from 'react'
import { MUTE_CHOICES } from '#shared/mute-spans.ts'
import type { Target } from '#shared/views.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useDialogs } from '../dialogs/dialogs.ts'

interface MuteMenuProps {
  readonly targets: readonly Target[]
  /** What is muted, for the dialog that asks for a date: "Redis", "12 monitors". */
  readonly what: string
  /** The button that opens the menu. */
  readonly children: ReactElement
  readonly onMuted?: () => void
}

/** How long to mute: a few hours, until recovery, until a date. */
export function MuteMenu({ targets, what, children, onMuted }: MuteMenuProps) {
  const actions = useItemActions()
  const dialogs = useDialogs()
  return (
    <Menu position="bottom-start">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Still checked and shown, not counted</Menu.Label>
        {MUTE_CHOICES.map(choice => (
          <Menu.Item
            key={choice.label}
            onClick={() =>
              void actions.mute(targets, choice.span(Date.now())).then(done => done && onMuted?.())
            }
          >
            {choice.label}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => dialogs.muteUntilDate(targets, what)}>Until a date…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
