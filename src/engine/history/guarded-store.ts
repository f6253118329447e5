import { HistoryLost, type HistoryStore } from './history-store.ts'

/** The same store, telling whoever opened it when a call finds that it is of no use any more. */
export function guardedStore(store: HistoryStore, onLost: (lost: HistoryLost) => void): HistoryStore {
  const guard = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call
    } catch (error) {
      if (error instanceof HistoryLost) onLost(error)
      throw error
    }
  }
  const { backup } = store
  return {
    write: batch => guard(store.write(batch)),
    maintain: (now, retention) => guard(store.maintain(now, retention)),
    series: () => guard(store.series()),
    chart: query => guard(store.chart(query)),
    spans: query => guard(store.spans(query)),
    uptime: query => guard(store.uptime(query)),
    summary: query => guard(store.summary(query)),
    latest: (kinds, perSeries, sinceMs) => guard(store.latest(kinds, perSeries, sinceMs)),
    page: query => guard(store.page(query)),
    info: () => guard(store.info()),
    backup: backup === null ? null : file => guard(backup(file)),
    close: () => store.close(),
  }
}
