import { STATUS_ORDER, type Status } from '#shared/status.ts'

/** How many results in a row it takes to believe them (vocabulary: "Status rules"). */
export interface ConfirmationRules {
  readonly failuresToUnhealthy: number
  readonly successesToHealthy: number
}

/** What is believed of a watched thing, and the results that may yet change it. */
export interface Confirmation {
  readonly status: Status
  /** The most recent grades, oldest first; as many as the rules look at. */
  readonly recent: readonly Status[]
}

export const UNKNOWN: Confirmation = { status: 'unknown', recent: [] }

/**
 * Takes one more graded result in.
 *
 * Healthy once the last `successesToHealthy` are (the first good result is enough where nothing was known); otherwise,
 * once none of the last `failuresToUnhealthy` is healthy, the mildest of them; otherwise what was believed before.
 * So one bad result changes nothing, and a mixture of slow and failed results is degraded, not unhealthy.
 */
export function confirm(before: Confirmation, grade: Status, rules: ConfirmationRules): Confirmation {
  const keep = Math.max(rules.failuresToUnhealthy, rules.successesToHealthy)
  const recent = [...before.recent, grade].slice(-keep)
  return { status: believed(before.status, recent, rules), recent }
}

function believed(before: Status, recent: readonly Status[], rules: ConfirmationRules): Status {
  const good = recent.slice(-rules.successesToHealthy)
  const enoughGood = good.length === rules.successesToHealthy || before === 'unknown'
  if (recent.at(-1) === 'healthy') return enoughGood && good.every(isHealthy) ? 'healthy' : before
  const bad = recent.slice(-rules.failuresToUnhealthy)
  if (bad.length === rules.failuresToUnhealthy && !bad.some(isHealthy)) return mildest(bad)
  return before
}

const isHealthy = (status: Status) => status === 'healthy'

function mildest(statuses: readonly Status[]): Status {
  let mild: Status = 'unhealthy'
  for (const status of statuses) if (STATUS_ORDER[status] > STATUS_ORDER[mild]) mild = status
  return mild
}

/**
 * How many bad results in a row wait to be confirmed; 0 when the last result is already reflected in the status.
 * While it is not 0 the next check comes after `retrySeconds`.
 */
export function unconfirmedFailures(confirmation: Confirmation): number {
  const last = confirmation.recent.at(-1)
  if (last === undefined || last === 'healthy') return 0
  if (STATUS_ORDER[last] >= STATUS_ORDER[confirmation.status]) {
    // An unknown status is no reflection of a failure, however it sorts.
    if (confirmation.status !== 'unknown' || last === 'unknown') return 0
  }
  let count = 0
  for (let i = confirmation.recent.length - 1; i >= 0 && confirmation.recent[i] !== 'healthy'; i--) count++
  return count
}

/** The words on the row while a bad result waits to be confirmed; null while none does. */
export function pendingWords(confirmation: Confirmation): string | null {
  const count = unconfirmedFailures(confirmation)
  if (count === 0) return null
  const verb = confirmation.recent.at(-1) === 'unhealthy' ? 'failed' : 'degraded'
  const times = count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`
  return `${verb} ${times}, checking again`
}
