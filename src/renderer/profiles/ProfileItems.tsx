import { Checkbox } from '@mantine/core'
import { useId } from 'react'
import type { ProfileItem } from '#shared/contract.ts'
import { chosenItems, itemKeyOf, type ProfileGroup, profileGroups } from './profile-choice.ts'
import classes from './profiles.module.css'

interface ProfileItemsProps {
  readonly items: readonly ProfileItem[]
  readonly leftOut: readonly string[]
  readonly onTick: (items: readonly ProfileItem[], ticked: boolean) => void
}

/** What a profile would add, by the tab it will appear in; each can be left out, alone or with its group. */
export function ProfileItems({ items, leftOut, onTick }: ProfileItemsProps) {
  return profileGroups(items).map(group => (
    <Group key={group.title} group={group} leftOut={leftOut} onTick={onTick} />
  ))
}

function Group({
  group,
  leftOut,
  onTick,
}: Omit<ProfileItemsProps, 'items'> & { readonly group: ProfileGroup }) {
  const titleId = useId()
  const { title, items } = group
  const open = items.filter(item => !item.exists)
  const chosen = chosenItems(items, leftOut)
  return (
    <section className={classes.group} aria-labelledby={titleId}>
      <div className={classes.groupHead}>
        <h3 id={titleId}>{title}</h3>
        {open.length > 1 && (
          <Checkbox
            size="xs"
            label="All"
            aria-label={`All of ${title}`}
            checked={chosen.length === open.length}
            indeterminate={chosen.length > 0 && chosen.length < open.length}
            onChange={event => onTick(items, event.currentTarget.checked)}
          />
        )}
      </div>
      <ul className={classes.items}>
        {items.map(item => (
          <li key={itemKeyOf(item)}>
            {item.exists ? (
              <span className={classes.exists}>
                {item.name} <span className={classes.dimmed}>already there</span>
              </span>
            ) : (
              <Checkbox
                size="xs"
                label={item.name}
                checked={!leftOut.includes(itemKeyOf(item))}
                onChange={event => onTick([item], event.currentTarget.checked)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
