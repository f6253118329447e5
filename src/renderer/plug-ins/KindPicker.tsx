import { Button, UnstyledButton } from '@mantine/core'
import classes from '../editors/editor.module.css'

/** A kind of check, of notifier ..., as the engine describes it. */
export interface PlugInKind {
  readonly kind: string
  readonly title: string
  readonly summary: string
  /** JSON Schema of what it asks for, without its kind. */
  readonly schema: unknown
}

interface KindPickerProps<K extends PlugInKind> {
  /** What they are kinds of: "Kind of check". */
  readonly label: string
  /** Asked while none is chosen. */
  readonly question: string
  readonly kinds: readonly K[]
  readonly chosen: K | undefined
  readonly onChoose: (kind: K) => void
  readonly onClear: () => void
}

/** Which kind of check or notifier; once chosen it stands in one line. */
export function KindPicker<K extends PlugInKind>(props: KindPickerProps<K>) {
  const { label, question, kinds, chosen, onChoose, onClear } = props
  if (chosen) {
    return (
      <div className={classes.chosenKind}>
        <span>
          <span className={classes.kindTitle}>{chosen.title}</span>
          <span className={classes.kindSummary}>{chosen.summary}</span>
        </span>
        <Button
          size="compact-xs"
          onClick={onClear}
          aria-label={`Change the ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
        >
          Change
        </Button>
      </div>
    )
  }
  return (
    <section aria-label={label}>
      <p className={classes.lead}>{question}</p>
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
