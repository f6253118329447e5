import { List } from '@mantine/core'
import type { Problem } from '#shared/problem.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import classes from './form.module.css'
import { problemSentence } from './problems.ts'

/** The problems that no input shows, and why the engine could not be asked at all. */
export function ProblemList({
  problems,
  refusal = '',
}: {
  readonly problems: readonly Problem[]
  readonly refusal?: string
}) {
  if (problems.length === 0 && refusal === '') return null
  const sentences = [...(refusal === '' ? [] : [refusal]), ...problems.map(problemSentence)]
  return (
    <div role="alert" className={classes.problems}>
      <StatusMark status="unhealthy" label="Problem" />
      <List listStyleType="none" spacing={4}>
        {sentences.map(sentence => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </div>
  )
}
