import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

interface EmptyStateProps {
  readonly title: string
  /** What would appear here. */
  readonly children?: ReactNode
  /** The button that adds it. */
  readonly action?: ReactNode
}

/** What stands where there is nothing yet. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <section className={classes.empty}>
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.text}>{children}</div>}
      {action}
    </section>
  )
}
