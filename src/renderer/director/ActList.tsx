import type { StageAct } from '#shared/views.ts'
import { ActRow } from './ActRow.tsx'
import { actsByCategory } from './acts-by-category.ts'
import classes from './director.module.css'

interface ActListProps {
  readonly id: string
  readonly acts: readonly StageAct[]
  readonly reachable: boolean
}

/** Everything on the stage that can be broken, by category. */
export function ActList({ id, acts, reachable }: ActListProps) {
  return (
    <div id={id} className={classes.acts}>
      <div className={classes.columns}>
        {actsByCategory(acts).map(group => (
          <div key={group.category} className={classes.group}>
            <h2 id={`${id}-${group.category}`} className={classes.groupTitle}>
              {group.title}
            </h2>
            <ul className={classes.rows} aria-labelledby={`${id}-${group.category}`}>
              {group.acts.map(act => (
                <ActRow key={act.id} act={act} reachable={reachable} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </div>
  )
}
