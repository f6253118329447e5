import { Button, Popover, TextInput } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { toLocalInput } from '../mutes/local-input.ts'
import { customRange } from './custom-range.ts'
import classes from './history.module.css'
import { type HistoryRange, spanWords, type TimeSpan } from './history-range.ts'

interface CustomRangeProps {
  readonly range: HistoryRange
  readonly span: TimeSpan
  readonly onChange: (range: HistoryRange) => void
}

/** A time from one moment to another, as the operator gives it. */
export function CustomRange({ range, span, onChange }: CustomRangeProps) {
  const [opened, setOpened] = useState(false)
  return (
    <Popover position="bottom-start" trapFocus returnFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          variant={range.ends === 'then' ? 'filled' : 'default'}
          leftSection={<IconCalendar size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {range.ends === 'then' ? spanWords(range) : 'From – to'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="From when to when">
        <CustomRangeForm
          span={span}
          onChosen={chosen => {
            setOpened(false)
            onChange(chosen)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function CustomRangeForm({
  span,
  onChosen,
}: {
  readonly span: TimeSpan
  readonly onChosen: (range: HistoryRange) => void
}) {
  const [from, setFrom] = useState(() => toLocalInput(span.fromMs))
  const [to, setTo] = useState(() => toLocalInput(span.toMs))
  const [problem, setProblem] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = customRange(from, to, Date.now())
    if (typeof read === 'string') setProblem(read)
    else onChosen(read)
  }
  return (
    <form className={classes.custom} onSubmit={submit} noValidate>
      <TextInput
        type="datetime-local"
        size="xs"
        label="From"
        value={from}
        onChange={event => setFrom(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        type="datetime-local"
        size="xs"
        label="To"
        value={to}
        error={problem === '' ? undefined : problem}
        onChange={event => setTo(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled">
        Show
      </Button>
    </form>
  )
}
