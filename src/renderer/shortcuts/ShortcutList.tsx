import { Kbd, Modal, Switch } from '@mantine/core'
import { Fragment } from 'react'
import { useLive } from '../connection/hooks.ts'
import classes from './ShortcutList.module.css'
import { useSingleKeys } from './use-shortcuts.ts'

interface Shortcut {
  readonly keys: readonly string[]
  readonly does: string
  /** There is nothing to do it with where this is no demo. */
  readonly demoOnly?: true
}

const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['Ctrl', 'K'], does: 'Find a monitor, a service or an action' },
  { keys: ['1', '…', '9', '0'], does: 'Switch to a tab, in their order' },
  { keys: ['R'], does: 'Check everything now' },
  { keys: ['E'], does: 'Export a report' },
  { keys: ['D'], does: 'Open or fold the director', demoOnly: true },
  { keys: ['?'], does: 'This list' },
  { keys: ['J', 'K', '↓', '↑'], does: 'Alerts: next and previous incident' },
  { keys: ['Enter'], does: 'Alerts: open the incident' },
  { keys: ['A'], does: 'Alerts: acknowledge it, or what is selected' },
  { keys: ['M'], does: 'Alerts: mute it, or what is selected' },
  { keys: ['N'], does: 'Alerts: add a note to it' },
  { keys: ['X', 'Space'], does: 'Alerts: select it' },
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
  const demo = useLive(state => state.stage !== null)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.list}>
        {SHORTCUTS.filter(({ demoOnly }) => demo || !demoOnly).map(({ keys, does }) => (
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
