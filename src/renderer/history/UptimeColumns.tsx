import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import classes from './uptime.module.css'
import { type Sort, type UptimeChoice, WINDOW_WORDS } from './uptime-rows.ts'

interface UptimeColumnsProps {
  readonly choice: UptimeChoice
  readonly onChange: (choice: UptimeChoice) => void
}

const COLUMNS: readonly { readonly sort: Sort; readonly title: string; readonly className: string }[] = [
  { sort: 'name', title: 'Name', className: classes.nameColumn ?? '' },
  ...WINDOW_WORDS.map((title, index) => ({
    sort: (['0', '1', '2', '3', '4'] as const)[index] ?? ('2' as const),
    title,
    className: `${classes.number} ${index > 2 ? classes.wideOnly : ''}`,
  })),
  { sort: 'budget', title: 'Error budget', className: classes.budget ?? '' },
]

/** The heads of the table, which arrange it: worst first, and the other way when pressed again. */
export function UptimeColumns({ choice, onChange }: UptimeColumnsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame of its own
    <div className={classes.columns} role="group" aria-label="Arrange by">
      {COLUMNS.map(({ sort, title, className }) => {
        const current = choice.sort === sort
        const Chevron = choice.reversed ? IconChevronDown : IconChevronUp
        const order = sort === 'name' ? ['by name', 'by name, from the end'] : ['worst first', 'best first']
        return (
          <button
            key={sort}
            type="button"
            className={`${classes.column} ${className}`}
            aria-pressed={current}
            title={current ? order[choice.reversed ? 1 : 0] : order[0]}
            onClick={() => onChange({ ...choice, sort, reversed: current && !choice.reversed })}
          >
            {title}
            {current && <Chevron size={12} aria-hidden />}
            {current && <span className="visually-hidden">, {order[choice.reversed ? 1 : 0]}</span>}
          </button>
        )
      })}
    </div>
  )
}
