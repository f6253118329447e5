import type { ProcedureOutput } from '#shared/contract.ts'
import classes from './settings.module.css'

type Summary = Extract<ProcedureOutput<'importConfig'>, { ok: true }>

/** How many names are given before the rest is only counted. */
const MOST_NAMES = 12

/** What an import would change. */
export function ImportSummary({ summary }: { readonly summary: Summary }) {
  const lines = [
    ['Added', summary.added],
    ['Changed', summary.changed],
    ['Removed', summary.removed],
  ] as const
  const nothing = lines.every(([, ids]) => ids.length === 0)
  return (
    <div role="status">
      <h4 className={classes.subtitle}>{nothing ? 'Nothing would change' : 'This would change'}</h4>
      <ul className={classes.changes}>
        {lines
          .filter(([, ids]) => ids.length > 0)
          .map(([label, ids]) => (
            <li key={label}>
              {label} {ids.length}: {namesOf(ids)}
            </li>
          ))}
        <li className={classes.dimmed}>Unchanged {summary.unchanged}</li>
      </ul>
    </div>
  )
}

function namesOf(ids: readonly string[]): string {
  const rest = ids.length - MOST_NAMES
  return ids.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
