import classes from './details.module.css'

/** What to look at when it is wrong, beginning with the value that failed. */
export function WhatToCheck({
  failed,
  steps,
}: {
  readonly failed: readonly string[]
  readonly steps: readonly string[]
}) {
  if (failed.length === 0 && steps.length === 0) return null
  return (
    <section className={classes.advice} aria-label="What to check">
      <h2>What to check</h2>
      <ul>
        {failed.map(value => (
          <li key={value}>
            <strong>{value}</strong>
          </li>
        ))}
        {steps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </section>
  )
}
