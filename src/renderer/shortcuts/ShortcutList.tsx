import { Kbd, Modal, Switch } from '@mantine/core'
import { Fragment } from 'react'
import classes from './ShortcutList.module.css'
import { useSingleKeys } from './use-shortcuts.ts'

const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Find a monitor, a service or an action' },
  { keys: ['1', '…', '9', '0'], does: 'Switch to a tab, in their order' },
  { keys: ['R'], does: 'Check everything now' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Tab'], does: 'Next control' },
  { keys: ['Esc'], does: 'Close what is open' },
]

/** The shortcuts, and the switch that turns single keys off. */
export function ShortcutList({
  opened,
  onClose,
}: {
  readonly opened: boolean
  readonly onClose: () => void
}) {
  const [singleKeys, setSingleKeys] = useSingleKeys()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.list}>
        {SHORTCUTS.map(({ keys, does }) => (
          <Fragment key={does}>
            <dt>{keys.map(key => (key === '…' ? ' … ' : <Kbd key={key}>{key}</Kbd>))}</dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
      <Switch
        label="Single-key shortcuts"
        checked={singleKeys}
        onChange={event => setSingleKeys(event.currentTarget.checked)}
      />
    </Modal>
  )
}
