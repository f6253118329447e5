import { CloseButton, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { alertLevelSchema } from '#shared/alert-level.ts'
import { categoryTitle } from '#shared/category.ts'
import shared from '../lists/watch-list.module.css'
import type { AlertChoice } from './alert-choice.ts'

interface AlertFilterBarProps {
  readonly choice: AlertChoice
  readonly categories: readonly string[]
  /** How much of it is shown, in words. */
  readonly shown: string
  readonly onChange: (choice: AlertChoice) => void
}

const LEVELS = [
  { value: 'critical', label: 'Critical' },
  { value: 'warning', label: 'Warning and worse' },
  { value: 'info', label: 'All levels' },
]
/** The address does not change with each letter. Milliseconds. */
const TYPING_MS = 250

/** Narrows the incidents: by words, by level, by category; and says how many are shown. */
export function AlertFilterBar({ choice, categories, shown, onChange }: AlertFilterBarProps) {
  const offered = categories.includes(choice.category ?? '') ? categories : [...categories, choice.category]
  return (
    <search className={shared.bar}>
      <TextFilter text={choice.text} onChange={text => onChange({ ...choice, text })} />
      <Select
        className={shared.tags}
        size="xs"
        aria-label="Level"
        data={LEVELS}
        value={choice.level ?? 'info'}
        allowDeselect={false}
        onChange={value => {
          const level = alertLevelSchema.safeParse(value).data ?? null
          onChange({ ...choice, level: level === 'info' ? null : level })
        }}
      />
      <Select
        className={shared.tags}
        size="xs"
        aria-label="Category"
        data={[
          { value: '', label: 'All categories' },
          ...offered.flatMap(value => (value === null ? [] : [{ value, label: categoryTitle(value) }])),
        ]}
        value={choice.category ?? ''}
        allowDeselect={false}
        onChange={category => onChange({ ...choice, category: category || null })}
      />
      <span className={shared.dimmed} role="status">
        {shown}
      </span>
    </search>
  )
}

function TextFilter({
  text,
  onChange,
}: {
  readonly text: string
  readonly onChange: (text: string) => void
}) {
  const [typed, setTyped] = useState(text)
  const sent = useRef(text)
  const send = useDebouncedCallback((next: string) => {
    sent.current = next
    onChange(next)
  }, TYPING_MS)
  useEffect(() => {
    // Another address was gone to; what comes back of what was typed here is older than what stands here.
    if (text === sent.current) return
    sent.current = text
    setTyped(text)
  }, [text])
  const change = (next: string) => {
    setTyped(next)
    send(next)
  }
  return (
    <TextInput
      className={shared.search}
      size="xs"
      aria-label="Filter by name, message, rule or tag"
      placeholder="Filter"
      maxLength={200}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed !== '' && <CloseButton size="xs" aria-label="Clear the filter" onClick={() => change('')} />
      }
      value={typed}
      onChange={event => change(event.currentTarget.value)}
    />
  )
}
