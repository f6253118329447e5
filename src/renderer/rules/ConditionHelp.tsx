import { Button, Collapse } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { CONDITION_EXAMPLES, CONDITION_FIELDS, CONDITION_OPERATORS } from './condition-help.ts'
import classes from './rules.module.css'

/** How a condition is written, out of the way until wanted. An example that is chosen takes the place of what is there. */
export function ConditionHelp({ onExample }: { readonly onExample: (condition: string) => void }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <div className={classes.helpToggle}>
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        leftSection={<Chevron size={16} aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        How conditions are written
      </Button>
      <Collapse expanded={open} transitionDuration={0} id={id}>
        <div className={classes.help}>
          <Words words={CONDITION_FIELDS} />
          <Words words={CONDITION_OPERATORS} />
          <p className={classes.small}>Examples, to begin with:</p>
          <div className={classes.examples}>
            {CONDITION_EXAMPLES.map(example => (
              <Button key={example} size="compact-xs" onClick={() => onExample(example)}>
                <code>{example}</code>
              </Button>
            ))}
          </div>
          <p className={classes.small}>All of it is in docs/alerts.md.</p>
        </div>
      </Collapse>
    </div>
  )
}

function Words({ words }: { readonly words: readonly (readonly [string, string])[] }) {
  return (
    <dl className={classes.words}>
      {words.map(([word, about]) => (
        <div key={word}>
          <dt>
            <code>{word}</code>
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
  )
}
