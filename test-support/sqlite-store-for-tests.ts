import type { HistoryStore } from '#engine/history/history-store.ts'
import { SqliteHistory } from '#engine/history/sqlite/sqlite-history.ts'

/** A history in a file, without a thread of its own: it is there at once, and blocks. */
export function sqliteStoreForTests(file: string): HistoryStore {
  const history = new SqliteHistory(file)
  let isOpen = true
  return {
    write: async batch => history.write(batch),
    maintain: async (now, retention) => history.maintain(now, retention),
    series: async () => history.series(),
    chart: async query => history.chart(query),
    spans: async query => history.spans(query),
    uptime: async query => history.uptime(query),
    summary: async query => history.summary(query),
    latest: async (kinds, perSeries, sinceMs) => history.latest(kinds, perSeries, sinceMs),
    page: async query => history.page(query),
    info: async () => history.info(),
    backup: file => history.backup(file),
    close: async () => {
      if (isOpen) history.close()
      isOpen = false
    },
  }
}
