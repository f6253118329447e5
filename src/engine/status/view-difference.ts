import { listed } from '#shared/listed.ts'
import type { Status } from '#shared/status.ts'

/** What one side holds of a service. */
export interface View {
  readonly status: Status
  /** A failure that is not confirmed yet. */
  readonly pending: string | null
  readonly muted: boolean
}

/** What a backend says of it. */
export interface BackendsView extends View {
  readonly backendName: string
}

/**
 * The sentence about backends that see a service differently than we do from here: one of both takes it for healthy, the
 * other does not. Null while they agree, or while one of them is unknown, unconfirmed or muted.
 */
export function viewDifference(name: string, own: View, reports: readonly BackendsView[]): string | null {
  if (!isSettled(own)) return null
  const others = reports.filter(
    report => isSettled(report) && (report.status === 'healthy') !== (own.status === 'healthy'),
  )
  if (others.length === 0) return null
  const said = [...Map.groupBy(others, report => report.status)].map(([status, same], index) => {
    const names = [...new Set(same.map(report => report.backendName))]
    return `${listed(names)} ${names.length === 1 ? 'says' : 'say'} ${index === 0 ? name : 'it'} is ${status}`
  })
  return `${said.join(', ')}; from here it is ${own.status}.`
}

function isSettled({ status, pending, muted }: View): boolean {
  return status !== 'unknown' && pending === null && !muted
}
