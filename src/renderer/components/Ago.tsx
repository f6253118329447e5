import { useNow } from '../connection/hooks.ts'
import { formatAgo } from '../format/format-ago.ts'
import { formatMoment } from '../format/format-moment.ts'

/** How long ago a moment was ("3 s ago"), absolute time on hover; a dash where there is none. */
export function Ago({ at }: { readonly at: number | null }) {
  const now = useNow(1000)
  if (at === null) return <span>–</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {formatAgo(at, now)}
    </time>
  )
}
