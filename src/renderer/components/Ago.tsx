import { useMemo } from 'react'
import { useFromNow } from '../connection/hooks.ts'
import { formatAgo } from '../format/format-ago.ts'
import { formatMoment } from '../format/format-moment.ts'

/** How long ago a moment was ("3 s ago"), absolute time on hover; a dash where there is none. */
export function Ago({ at }: { readonly at: number | null }) {
  const ago = useFromNow(now => (at === null ? '' : formatAgo(at, now)))
  // Kept, since a thousand rows say their age every second and this is the dear part of it.
  const moment = useMemo(() => (at === null ? '' : formatMoment(at)), [at])
  if (at === null) return <span>–</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={moment}>
      {ago}
    </time>
  )
}
