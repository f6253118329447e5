import { Button, Checkbox, Popover } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { MetricView } from '#shared/views.ts'
import { MOST_SERIES } from './series-style.ts'
import classes from './Trends.module.css'

/** Cores and single interfaces are in the tiles; uptime only grows. */
const NOT_A_TREND = /^(cpu\.core\.|network\.(up|down):|uptime$)/

interface MetricChoiceProps {
  readonly metrics: ReadonlyMap<string, MetricView>
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

/** Which metrics the trends show. */
export function MetricChoice({ metrics, chosen, onChange }: MetricChoiceProps) {
  const offered = [...metrics.values()].filter(metric => !NOT_A_TREND.test(metric.id))
  const present = chosen.filter(id => metrics.has(id))
  const isFull = (unit: string) => present.filter(id => metrics.get(id)?.unit === unit).length >= MOST_SERIES
  return (
    <Popover position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {present.length === 1 ? '1 metric' : `${present.length} metrics`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Metrics shown">
        <div className={classes.choice}>
          {offered.map(metric => {
            const checked = chosen.includes(metric.id)
            return (
              <Checkbox
                key={metric.id}
                size="xs"
                label={metric.name}
                checked={checked}
                disabled={!checked && isFull(metric.unit)}
                onChange={() =>
                  onChange(checked ? chosen.filter(id => id !== metric.id) : [...present, metric.id])
                }
              />
            )
          })}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
