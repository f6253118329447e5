import { Button, CopyButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { categoryTitle } from '#shared/category.ts'
import type { IncidentView } from '#shared/incidents.ts'
import { Ago } from '../components/Ago.tsx'
import { LEVEL_WORDS } from '../components/LevelMark.tsx'
import details from '../details/details.module.css'
import { Facts } from '../details/Facts.tsx'
import { formatMoment } from '../format/format-moment.ts'
import classes from './incident.module.css'
import { ruleWords } from './incident-words.ts'

type Fact = readonly [label: string, value: ReactNode]

/** What is known of an incident beside what happened in it. */
export function IncidentFacts({ incident }: { readonly incident: IncidentView }) {
  const { acknowledged, resolvedAt, startedAt, worst, level, rules, category, tags, id } = incident
  const facts: readonly Fact[] = [
    ['Began', <Moment key="began" at={startedAt} />],
    ...(resolvedAt === null ? [] : [['Ended', <Moment key="ended" at={resolvedAt} />] as const]),
    ...(acknowledged === null
      ? []
      : [
          [
            'Acknowledged',
            <>
              by {acknowledged.by}, <Ago at={acknowledged.at} />
              {acknowledged.note !== '' && <span className={classes.note}>{acknowledged.note}</span>}
            </>,
          ] as const,
        ]),
    [rules.length > 1 ? 'Rules' : 'Rule', ruleWords(rules)],
    ...(worst === level ? [] : [['At its worst', LEVEL_WORDS[worst]] as const]),
    ...(category === null ? [] : [['Category', categoryTitle(category)] as const]),
    ...(tags.length === 0 ? [] : [['Tags', tags.join(', ')] as const]),
  ]
  return (
    <div>
      <Facts facts={facts} />
      <Correlation id={id} />
    </div>
  )
}

function Moment({ at }: { readonly at: number }) {
  return (
    <>
      {formatMoment(at)}
      <span className={details.small}>
        <Ago at={at} />
      </span>
    </>
  )
}

/** The id that every alert, notification and log line of it carries. */
function Correlation({ id }: { readonly id: string }) {
  return (
    <div className={classes.correlation}>
      <span className={details.small}>Correlation id, on every notification and log line of it</span>
      <code>{id}</code>
      <CopyButton value={id} timeout={2000}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="subtle" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
