import { Chip, Switch } from '@mantine/core'
import classes from './history.module.css'
import { FIGURE_WORDS, FIGURES, type HistoryChoice } from './history-choice.ts'

interface FigureChoiceProps {
  readonly choice: HistoryChoice
  /** What is drawn now, also where it was not chosen. */
  readonly shown: { readonly figures: readonly string[]; readonly band: boolean }
  readonly onChange: (choice: HistoryChoice) => void
}

/** What is drawn of each series, and beside what. */
export function FigureChoice({ choice, shown, onChange }: FigureChoiceProps) {
  return (
    <div className={classes.figures}>
      <Chip.Group
        multiple
        value={[...shown.figures]}
        onChange={next => {
          const figures = FIGURES.filter(figure => next.includes(figure))
          // One is always drawn.
          if (figures.length > 0) onChange({ ...choice, figures, band: shown.band })
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would take a line of its own */}
        <div className={classes.chips} role="group" aria-label="Figures">
          {FIGURES.map(figure => (
            <Chip key={figure} value={figure} size="xs" variant="outline">
              {FIGURE_WORDS[figure]}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <Switch
        size="xs"
        label="Low to high"
        checked={shown.band}
        onChange={event => onChange({ ...choice, band: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label="Time before"
        checked={choice.compare}
        onChange={event => onChange({ ...choice, compare: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label="Each apart"
        checked={choice.apart}
        onChange={event => onChange({ ...choice, apart: event.currentTarget.checked })}
      />
    </div>
  )
}
