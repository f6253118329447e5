import { Button, UnstyledButton } from '@mantine/core'
import type { CheckerKind } from '#shared/contract.ts'
import classes from '../editors/editor.module.css'

interface KindPickerProps {
  readonly kinds: readonly CheckerKind[]
  readonly chosen: CheckerKind | undefined
  readonly onChoose: (kind: CheckerKind) => void
  readonly onClear: () => void
}

/** Which kind of check; once chosen it stands in one line. */
export function KindPicker({ kinds, chosen, onChoose, onClear }: KindPickerProps) {
  if (chosen) {
    return (
      <div className={classes.chosenKind}>
        <span>
          <span className={classes.kindTitle}>{chosen.title}</span>
          <span className={classes.kindSummary}>{chosen.summary}</span>
        </span>
        <Button size="compact-xs" onClick={onClear} aria-label="Change the kind of check">
          Change
        </Button>
      </div>
    )
  }
  return (
    <section aria-label="Kind of check">
      <p className={classes.lead}>What should be checked?</p>
      <ul className={classes.kinds}>
        {kinds.map((kind, index) => (
          <li key={kind.kind}>
            <UnstyledButton
              className={classes.kind}
              onClick={() => onChoose(kind)}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            >
              <span className={classes.kindTitle}>{kind.title}</span>
              <span className={classes.kindSummary}>{kind.summary}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
