import type { ReportJobView } from '#shared/reports.ts'

/** How much of a report is written, in whole percent; null where that cannot be told. */
export function jobShare({ done, total }: Pick<ReportJobView, 'done' | 'total'>): number | null {
  if (total === null || total === 0 || done === 0) return null
  return Math.min(99, Math.floor((done / total) * 100))
}

/** What there is to say of a report, in a sentence. */
export function jobWords({ state, name, path, message }: ReportJobView): string {
  switch (state) {
    case 'waiting':
      return `${name} waits until the reports before it are written.`
    case 'running':
      return `Writing ${name}`
    case 'done':
      return `Written: ${path ?? name}`
    case 'failed':
      return `${name} was not written. ${message}`
    case 'cancelled':
      return `${name} was cancelled; nothing of it was kept.`
  }
}
