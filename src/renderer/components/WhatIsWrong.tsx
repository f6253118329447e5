import { problemRoute } from '#shared/problem-route.ts'
import { routeHash } from '#shared/route.ts'
import type { OverallProblem } from '#shared/views.ts'
import { Ago } from './Ago.tsx'
import { StatusMark } from './StatusMark.tsx'
import classes from './WhatIsWrong.module.css'

interface WhatIsWrongProps {
  /** Worst first. */
  readonly problems: readonly OverallProblem[]
  /** Called when the operator follows one. */
  readonly onGo?: () => void
}

/** What is wrong, one line each: which, why, since when. Each leads to the thing itself. */
export function WhatIsWrong({ problems, onGo }: WhatIsWrongProps) {
  return (
    <ul className={classes.list}>
      {problems.map(problem => (
        <li key={`${problem.scope} ${problem.id}`}>
          <a className={classes.row} href={routeHash(problemRoute(problem))} onClick={onGo}>
            <StatusMark status={problem.status} />
            <span className={classes.name}>{problem.name}</span>
            <span className={classes.message} title={problem.message}>
              {problem.message}
            </span>
            <span className={classes.age}>
              <Ago at={problem.since} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
