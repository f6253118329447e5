import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconChevronLeft,
  IconChevronRight,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CustomRange } from './CustomRange.tsx'
import classes from './history.module.css'
import { DEFAULT_RANGE, type HistoryRange, RANGES, type TimeSpan } from './history-range.ts'

interface RangeBarProps {
  readonly range: HistoryRange
  readonly span: TimeSpan
  readonly onChange: (range: HistoryRange) => void
  readonly onZoom: (factor: number) => void
  readonly onPan: (direction: -1 | 1) => void
  /** Null where there is nothing to go back to. */
  readonly onBack: (() => void) | null
}

/** Which time is shown: one that ends now, any other, and the ways to move about in it. */
export function RangeBar({ range, span, onChange, onZoom, onPan, onBack }: RangeBarProps) {
  const endsNow = range.ends === 'now'
  return (
    <div className={classes.range}>
      <SegmentedControl
        size="xs"
        aria-label="Range"
        data={RANGES.map(({ id, label }) => ({ value: id, label }))}
        // None of them is chosen while another time is shown.
        value={endsNow ? range.id : ''}
        onChange={id => {
          const chosen = RANGES.find(candidate => candidate.id === id)
          if (chosen) onChange({ ends: 'now', id: chosen.id })
        }}
        transitionDuration={0}
      />
      <CustomRange range={range} span={span} onChange={onChange} />
      <div className={classes.tools} role="toolbar" aria-label="Move in time">
        <Tool label="Earlier" onClick={() => onPan(-1)}>
          <IconChevronLeft size={16} aria-hidden />
        </Tool>
        <Tool label="Later" disabled={endsNow} onClick={() => onPan(1)}>
          <IconChevronRight size={16} aria-hidden />
        </Tool>
        <Tool label="Zoom in" onClick={() => onZoom(0.5)}>
          <IconZoomIn size={16} aria-hidden />
        </Tool>
        <Tool label="Zoom out" onClick={() => onZoom(2)}>
          <IconZoomOut size={16} aria-hidden />
        </Tool>
        <Tool label="Back to the range before" disabled={onBack === null} onClick={() => onBack?.()}>
          <IconArrowBackUp size={16} aria-hidden />
        </Tool>
      </div>
      {!endsNow && <Button onClick={() => onChange(DEFAULT_RANGE)}>Now</Button>}
    </div>
  )
}

interface ToolProps {
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function Tool({ label, disabled = false, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
