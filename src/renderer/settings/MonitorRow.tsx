import { ActionIcon, Button } from '@mantine/core'
import { IconGripVertical } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { categoryTitle } from '#shared/category.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useLive } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { monitorItem } from '../lists/list-item.ts'
import classes from './settings.module.css'

interface MonitorRowProps {
  readonly id: string
  /** Of the kinds of check, by their names. */
  readonly titles: ReadonlyMap<string, string>
  readonly readOnly: boolean
  readonly dragged: boolean
  readonly over: boolean
  readonly onGripKey: (event: KeyboardEvent) => void
  readonly onDragStart: () => void
  readonly onDragOver: () => void
  readonly onDragEnd: () => void
  readonly onDrop: () => void
}

/** One monitor in the order, with a grip to move it: dragged, or with the arrow keys. */
export function MonitorRow(props: MonitorRowProps) {
  const { id, titles, readOnly, dragged, over, onGripKey, onDragStart, onDragOver, onDragEnd, onDrop } = props
  const monitor = useLive(state => state.monitors.get(id))
  const dialogs = useDialogs()
  const actions = useItemActions()
  if (monitor === undefined) return null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is the pointer's way; the grip inside has the keyboard's
    <div
      className={classes.orderRow}
      data-dragged={dragged || undefined}
      data-over={over || undefined}
      draggable={!readOnly}
      onDragStart={event => {
        event.dataTransfer.effectAllowed = 'move'
        onDragStart()
      }}
      onDragOver={event => {
        event.preventDefault()
        onDragOver()
      }}
      onDragEnd={onDragEnd}
      onDrop={event => {
        event.preventDefault()
        onDrop()
      }}
    >
      {readOnly ? (
        <span />
      ) : (
        <ActionIcon
          className={classes.grip ?? ''}
          size="sm"
          aria-label={`Move ${monitor.name}: arrow up or down`}
          onKeyDown={onGripKey}
        >
          <IconGripVertical size={16} aria-hidden />
        </ActionIcon>
      )}
      <span className={classes.cell}>
        {monitor.name}{' '}
        <span className={classes.small}>
          {monitor.paused ? 'paused, ' : ''}
          {monitor.target}
        </span>
      </span>
      <span className={`${classes.cell} ${classes.wideOnly} ${classes.small}`}>
        {titles.get(monitor.kind) ?? monitor.kind}
      </span>
      <span className={`${classes.cell} ${classes.wideOnly} ${classes.small}`}>
        {categoryTitle(monitor.category)}
      </span>
      <span className={`${classes.cell} ${classes.wideOnly} ${classes.small}`}>
        every {monitor.intervalSeconds} s
      </span>
      {readOnly ? (
        <span />
      ) : (
        <span className={classes.buttons}>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Edit ${monitor.name}`}
            onClick={() => dialogs.openEditor({ type: 'monitor', mode: 'edit', id })}
          >
            Edit
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Duplicate ${monitor.name}`}
            onClick={() => dialogs.openEditor({ type: 'monitor', mode: 'duplicate', id })}
          >
            Duplicate
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Delete ${monitor.name}`}
            onClick={() => void actions.remove([monitorItem(monitor)])}
          >
            Delete
          </Button>
        </span>
      )}
    </div>
  )
}
