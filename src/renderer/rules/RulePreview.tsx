import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { formatDuration } from '#shared/format-duration.ts'
import type { RulePreview as Preview } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { formatMoment } from '../format/format-moment.ts'
import type { FormValue } from '../forms/form-value.ts'
import classes from './rules.module.css'
import { firingRoute, subjectRoute } from './subject-route.ts'
import { useRulePreview } from './use-rule-preview.ts'

const SPANS = [
  { value: '24', label: '24 h' },
  { value: '168', label: '7 days' },
]

/** Of what a rule holds for now, so many are named. */
const MOST_NAMED = 8

/** What a rule would have done, and what it holds for now. */
export function RulePreview({ rule }: { readonly rule: FormValue }) {
  const [hours, setHours] = useState('24')
  const { preview, isOld } = useRulePreview(rule, Number(hours))
  return (
    <section className={classes.preview} aria-label="Preview" data-old={isOld || undefined}>
      <div className={classes.head}>
        <p role="status" className={preview?.ok ? classes.subtitle : ''}>
          {lineOf(preview)}
        </p>
        <SegmentedControl
          size="xs"
          aria-label="How far back the preview looks"
          data={SPANS}
          value={hours}
          onChange={setHours}
        />
      </div>
      {preview?.ok && <Found preview={preview} />}
    </section>
  )
}

function lineOf(preview: Preview | null): string {
  if (preview === null) return 'What it would have done is shown here.'
  return preview.ok ? preview.line : preview.message
}

function Found({ preview }: { readonly preview: Extract<Preview, { ok: true }> }) {
  const { now, firings, count, note } = preview
  const [openedAt] = useState(() => Date.now())
  const rest = now.length - MOST_NAMED
  return (
    <>
      {note !== '' && <p className={classes.small}>{note}</p>}
      <p className={classes.now}>
        {now.length === 0 ? (
          'It holds for nothing now.'
        ) : (
          <>
            It holds now for{' '}
            {now.slice(0, MOST_NAMED).map(({ subject, name }, index) => (
              <span key={`${subject.type}/${subject.id}`}>
                {index > 0 && ', '}
                <a href={routeHash(subjectRoute(subject))}>{name}</a>
              </span>
            ))}
            {rest > 0 && ` and ${rest} more`}.
          </>
        )}
      </p>
      {firings.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ul className={classes.firings} aria-label="When it would have fired" tabIndex={0}>
          {firings.map(({ subject, name, fromMs, toMs }) => (
            <li key={`${subject.type}/${subject.id}/${fromMs}`}>
              <a href={routeHash(firingRoute(subject, fromMs, toMs, openedAt))}>{name}</a>
              <span>{formatMoment(fromMs)}</span>
              <span>{toMs === null ? 'still' : formatDuration(toMs - fromMs)}</span>
            </li>
          ))}
        </ul>
      )}
      {count > firings.length && (
        <p className={classes.small}>
          The latest {firings.length} of {count}.
        </p>
      )}
    </>
  )
}
