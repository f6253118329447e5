import type { HistoryInfo } from '#shared/history.ts'

const STORES: Readonly<Record<HistoryInfo['store'], string>> = {
  sqlite: 'a file on this machine',
  postgres: 'PostgreSQL',
  memory: 'memory only: lost when Traylight ends',
}

/** Where the history is kept. */
export function storeWords(store: HistoryInfo['store']): string {
  return STORES[store]
}

const LEVELS: Readonly<Record<string, string>> = {
  raw: 'single results',
  minute: 'minutes',
  'ten-minutes': 'ten minutes',
  hour: 'hours',
  day: 'days',
  spans: 'changes of status',
}
const COUNT = new Intl.NumberFormat(undefined)

/** How many rows there are of each level: "1,204 single results, 86 hours". */
export function rowsWords(rows: HistoryInfo['rows']): string {
  const parts = Object.entries(rows)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${COUNT.format(count)} ${LEVELS[level] ?? level}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}
