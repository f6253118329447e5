import type { ReactNode } from 'react'
import type { Status } from '#shared/status.ts'

/** Words in the colour of a status, for text of any size. Always beside a `StatusMark`. */
export function StatusText({ status, children }: { readonly status: Status; readonly children: ReactNode }) {
  return <span style={{ color: `var(--status-${status}-text)` }}>{children}</span>
}
