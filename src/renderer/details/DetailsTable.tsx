import { Fragment, useMemo } from 'react'
import type { Details } from '#shared/views.ts'
import classes from './DetailsTable.module.css'
import { type DetailRow, detailRows } from './detail-rows.ts'

/** Details as a table of words and values; values inside values are set in under their heading. */
export function DetailsTable({ details, label }: { readonly details: Details; readonly label: string }) {
  const rows = useMemo(() => detailRows(details), [details])
  if (rows.length === 0) return null
  return (
    <table className={classes.table} aria-label={label}>
      <tbody>
        <DetailRows rows={rows} depth={0} />
      </tbody>
    </table>
  )
}

function DetailRows({ rows, depth }: { readonly rows: readonly DetailRow[]; readonly depth: number }) {
  return rows.map(row => (
    <Fragment key={row.key}>
      <tr>
        <th
          scope="row"
          {...(row.rows.length > 0 ? { colSpan: 2 } : {})}
          style={{ paddingInlineStart: depth * 16 }}
        >
          {row.label}
        </th>
        {row.rows.length === 0 && <td>{row.value}</td>}
      </tr>
      {row.rows.length > 0 && <DetailRows rows={row.rows} depth={depth + 1} />}
    </Fragment>
  ))
}
