import { CloseButton, MultiSelect, Switch, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ItemFilter } from './arrange-items.ts'
import classes from './watch-list.module.css'

interface FilterBarProps {
  readonly filter: ItemFilter
  readonly onChange: (filter: ItemFilter) => void
  readonly tags: readonly string[]
  readonly problems: number
  readonly shown: number
  readonly total: number
  /** What stands at the end of the bar: actions on the whole list. */
  readonly children: ReactNode
}

/** Narrows a list: by words, to problems, by tags; and says how much of it is shown. */
export function FilterBar({ filter, onChange, tags, problems, shown, total, children }: FilterBarProps) {
  return (
    <search className={classes.bar}>
      <TextInput
        className={classes.search}
        size="xs"
        aria-label="Filter by name, address, message or tag"
        placeholder="Filter"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={
          filter.text !== '' && (
            <CloseButton
              size="xs"
              aria-label="Clear the filter"
              onClick={() => onChange({ ...filter, text: '' })}
            />
          )
        }
        value={filter.text}
        onChange={event => onChange({ ...filter, text: event.currentTarget.value })}
      />
      {tags.length > 0 && (
        <MultiSelect
          className={classes.tags}
          size="xs"
          aria-label="Tags"
          placeholder={filter.tags.length === 0 ? 'All tags' : ''}
          data={[...tags]}
          value={[...filter.tags]}
          onChange={next => onChange({ ...filter, tags: next })}
          clearable
          clearButtonProps={{ 'aria-label': 'Show all tags' }}
          searchable
        />
      )}
      <Switch
        size="xs"
        label={`Problems only (${problems})`}
        checked={filter.problemsOnly}
        onChange={event => onChange({ ...filter, problemsOnly: event.currentTarget.checked })}
      />
      <span className={classes.dimmed} role="status">
        {shown === total ? `${total} in all` : `${shown} of ${total} shown`}
      </span>
      <span className={classes.spacer} />
      {children}
    </search>
  )
}
