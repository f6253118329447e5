import { Button } from '@mantine/core'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useLive } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { MuteMenu } from '../mutes/MuteMenu.tsx'
import { countWords } from './count-words.ts'
import { findItem, type ListItem, targetOf } from './list-item.ts'
import classes from './watch-list.module.css'

interface BulkBarProps {
  readonly keys: ReadonlySet<string>
  readonly readOnly: boolean
  readonly allShown: boolean
  readonly onSelectAll: () => void
  readonly onClear: () => void
}

/** What can be done with all selected rows at once. */
export function BulkBar({ keys, readOnly, allShown, onSelectAll, onClear }: BulkBarProps) {
  const actions = useItemActions()
  const dialogs = useDialogs()
  const state = useLive(all => all)
  const items = [...keys].flatMap(key => findItem(state, key) ?? [])
  const changeable = items.filter(item => item.scope !== 'service' && !item.pushed)
  const running = changeable.filter(item => !item.paused)
  const paused = changeable.filter(item => item.paused)
  const checkable = items.filter(item => !item.pushed)
  const mutes = items.flatMap(item => (item.muted === null ? [] : [item.muted]))
  const finish = async (work: Promise<boolean>) => {
    if (await work) onClear()
  }
  return (
    <section className={classes.bulk} aria-label="Actions on what is selected">
      <input
        type="checkbox"
        className={classes.checkbox}
        aria-label="Select all shown"
        checked={allShown}
        ref={box => {
          if (box) box.indeterminate = !allShown
        }}
        onChange={onSelectAll}
      />
      <span role="status">{countSelected(items)} selected</span>
      {checkable.length > 0 && (
        <Button size="compact-xs" disabled={actions.busy} onClick={() => void actions.check(checkable)}>
          Check
        </Button>
      )}
      <MuteMenu targets={items.map(targetOf)} what={countWords(items)} onMuted={onClear}>
        <Button size="compact-xs">Mute</Button>
      </MuteMenu>
      {mutes.length > 0 && (
        <Button size="compact-xs" onClick={() => void actions.unmute(mutes)}>
          Unmute
        </Button>
      )}
      {!readOnly && running.length > 0 && (
        <Button size="compact-xs" onClick={() => void actions.setPaused(running, true)}>
          Pause
        </Button>
      )}
      {!readOnly && paused.length > 0 && (
        <Button size="compact-xs" onClick={() => void actions.setPaused(paused, false)}>
          Resume
        </Button>
      )}
      <Button size="compact-xs" onClick={() => dialogs.openExport({ ids: items.map(({ id }) => id) })}>
        Export
      </Button>
      {!readOnly && changeable.length > 0 && (
        <Button size="compact-xs" onClick={() => void finish(actions.remove(changeable))}>
          {changeable.length < items.length ? `Delete ${countWords(changeable)}` : 'Delete'}
        </Button>
      )}
      <span className={classes.spacer} />
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </section>
  )
}

function countSelected(items: readonly ListItem[]): string {
  return items.length === 1 ? '1' : countWords(items)
}
