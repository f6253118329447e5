import { Button, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './item-lists.module.css'

interface ItemRowProps {
  readonly name: string
  /** Beside the name: what it is, in a word or two. */
  readonly tags: readonly string[]
  /** Below the name, each on a line of its own. */
  readonly children: ReactNode
  /** Whether it is on; null where it cannot be off. */
  readonly on: boolean | null
  /** Buttons of its own, before those that every row has. */
  readonly buttons?: ReactNode
  readonly readOnly: boolean
  readonly busy: boolean
  readonly onSwitch: (on: boolean) => void
  readonly onEdit: () => void
  readonly onDuplicate: () => void
  readonly onDelete: () => void
}

/** One thing of a list: its name and what it is, and what can be done with it. */
export function ItemRow(props: ItemRowProps) {
  const { name, tags, children, on, buttons, readOnly, busy } = props
  const button = (words: string, onClick: () => void) => (
    <Button size="compact-xs" variant="subtle" aria-label={`${words} ${name}`} onClick={onClick}>
      {words}
    </Button>
  )
  return (
    <li className={classes.row} data-off={on === false || undefined}>
      <div className={classes.what}>
        <p className={classes.head}>
          <span className={classes.name}>{name}</span>
          {(on === false ? [...tags, 'off'] : tags).map(tag => (
            <span key={tag} className={classes.tag}>
              {tag}
            </span>
          ))}
        </p>
        {children}
      </div>
      <div className={classes.actions}>
        {buttons}
        {!readOnly && (
          <>
            {button('Edit', props.onEdit)}
            {button('Duplicate', props.onDuplicate)}
            {button('Delete', props.onDelete)}
            {on !== null && (
              <Switch
                size="xs"
                aria-label={`${name} is on`}
                checked={on}
                disabled={busy}
                onChange={event => props.onSwitch(event.currentTarget.checked)}
              />
            )}
          </>
        )}
      </div>
    </li>
  )
}

/** A line of a row, below its name. */
export function RowLine({ children }: { readonly children: ReactNode }) {
  return <p className={classes.line}>{children}</p>
}
