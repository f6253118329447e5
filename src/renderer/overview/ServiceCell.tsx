import { memo } from 'react'
import { routeHash } from '#shared/route.ts'
import { Ago } from '../components/Ago.tsx'
import { HeartbeatBar } from '../components/HeartbeatBar.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { shallowEqual } from '../connection/shallow-equal.ts'
import { formatValue } from '../format/format-value.ts'
import type { ListItem } from '../lists/list-item.ts'
import classes from './ServiceGrid.module.css'

/** How many beats a line of the grid has room for. */
const BEATS = 20

/** One service in one line; pressed, it opens in its own tab. */
export const ServiceCell = memo(
  function ServiceCell({ item }: { readonly item: ListItem }) {
    const old = item.paused || item.status === 'unknown'
    return (
      <div className={classes.cell}>
        <StatusMark status={item.status} muted={item.muted !== null} />
        <a className={classes.link} href={routeHash({ page: item.scope, id: item.id })} title={titleOf(item)}>
          <span className={classes.name}>{item.name}</span>
          <Aside item={item} />
        </a>
        <span className={classes.number} data-old={old || undefined}>
          {formatValue(item.responseTimeMs, 'ms')}
        </span>
        <span className={classes.beats}>
          <HeartbeatBar beats={item.beats} slots={BEATS} />
        </span>
        <span className={classes.age}>{item.checking ? 'checking' : <Ago at={item.checkedAt} />}</span>
      </div>
    )
  },
  (before, after) => shallowEqual(before.item, after.item),
)

/** What a reader must know beside the mark: paused, not confirmed yet, that a backend sees it differently, or that it is a backend or of one. */
function Aside({ item }: { readonly item: ListItem }) {
  const origin = item.scope === 'backend' ? 'backend' : (item.backendName ?? '')
  const doubt = item.pending ?? (item.difference === null ? null : 'views differ')
  const words = item.paused ? 'paused' : (doubt ?? origin)
  return words === '' ? null : <span className={classes.aside}>{words}</span>
}

function titleOf(item: ListItem): string {
  const name = item.scope === 'service' ? `${item.name}, ${item.target}` : item.name
  const words = item.difference ?? item.message
  return words === '' ? name : `${name}: ${words}`
}
