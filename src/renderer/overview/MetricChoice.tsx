import { Button, Checkbox, Popover } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useLive } from '../connection/hooks.ts'
import { MOST_SERIES } from './series-style.ts'
import classes from './Trends.module.css'

/** Cores and single interfaces are in the tiles; uptime only grows. */
const NOT_A_TREND = /^(cpu\.core\.|network\.(up|down):|uptime$)/

interface MetricChoiceProps {
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

/** Which metrics the trends show. */
export function MetricChoice({ chosen, onChange }: MetricChoiceProps) {
  const count = useLive(state => chosen.filter(id => state.metrics.has(id)).length)
  return (
    <Popover position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {count === 1 ? '1 metric' : `${count} metrics`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Metrics shown">
        <Choices chosen={chosen} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Choices({ chosen, onChange }: MetricChoiceProps) {
  const metrics = useLive(state => state.metrics)
  const present = chosen.filter(id => metrics.has(id))
  const isFull = (unit: string) => present.filter(id => metrics.get(id)?.unit === unit).length >= MOST_SERIES
  // Of this machine first; what applications have is named after its backend.
  const offered = [...metrics.values()]
    .filter(metric => !NOT_A_TREND.test(metric.id))
    .toSorted((a, b) => Number(a.group === 'application') - Number(b.group === 'application'))
  return (
    <div className={classes.choice}>
      {offered.map(({ id, name, unit }) => {
        const checked = chosen.includes(id)
        return (
          <Checkbox
            key={id}
            size="xs"
            label={name}
            checked={checked}
            disabled={!checked && isFull(unit)}
            onChange={() => onChange(checked ? chosen.filter(other => other !== id) : [...present, id])}
          />
        )
      })}
    </div>
  )
}
