import type { ContractHandlers } from '#shared/contract.ts'
import { type SeriesRef, seriesKindSchema, type UptimeRow } from '#shared/history.ts'
import type { Clock } from '../clock.ts'
import type { ConfigStore } from '../config/config-store.ts'
import type { History } from '../history/history.ts'
import { HistoryFailure } from '../history/history-store.ts'
import { TrendBoard } from '../history/trend-board.ts'
import { uptimeRows, uptimeWindows } from '../history/uptime-rows.ts'
import type { StatusBook } from '../status/status-book.ts'
import { ContractRefusal } from './contract-server.ts'

export interface HistoryHandlersOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly config: ConfigStore
  readonly history: History
}

type HistoryProcedures =
  | 'historySeries'
  | 'history'
  | 'historySummary'
  | 'statusSpans'
  | 'uptimeTable'
  | 'trends'
  | 'historyInfo'
  | 'historyBackups'
  | 'backupHistory'
  | 'restoreHistory'

/** More changes of status than a chart can show. */
const MOST_SPANS = 5000
const OF_STATUS = ['monitor', 'backend', 'service'] as const

/** Everything that is remembered. */
export function historyHandlers(options: HistoryHandlersOptions): Pick<ContractHandlers, HistoryProcedures> {
  const { clock, history } = options
  const trends = new TrendBoard(clock, () => history.store)
  return {
    historySeries: () => refusing(async () => [...(await history.store.series())]),
    history: query => refusing(async () => [...(await history.store.chart(query))]),
    historySummary: query =>
      refusing(async () => [...(await history.store.summary({ ...query, kinds: seriesKindSchema.options }))]),
    statusSpans: query =>
      refusing(async () => [
        ...(await history.store.spans({ ...query, kinds: OF_STATUS, limit: MOST_SPANS })),
      ]),
    uptimeTable: ({ days }) => refusing(() => uptimeTable(options, days)),
    trends: () => refusing(async () => [...(await trends.trends())]),
    historyInfo: () => refusing(() => history.info()),
    historyBackups: () => refusing(async () => [...(await history.backups())]),
    backupHistory: () => refusing(() => history.backUp()),
    restoreHistory: ({ name }) =>
      refusing(async () => {
        await history.restore(name)
        return { ok: true }
      }),
  }
}

/** A store that cannot do it now says why in words; that is an answer, no fault of ours. */
async function refusing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof HistoryFailure) throw new ContractRefusal('failed', error.message)
    throw error
  }
}

async function uptimeTable(
  { clock, book, config, history }: HistoryHandlersOptions,
  days: readonly number[],
): Promise<UptimeRow[]> {
  const { sloDays, sloPercent } = config.current().history
  const options = {
    ...{ now: clock.now(), days, sloDays },
    sloOf: ({ kind, id }: SeriesRef) =>
      (kind === 'monitor' ? book.monitors.get(id)?.monitor.sloPercent : undefined) ?? sloPercent,
  }
  const [found, series] = await Promise.all([
    history.store.uptime({ series: null, kinds: OF_STATUS, windows: uptimeWindows(options) }),
    history.store.series(),
  ])
  return uptimeRows(found, series, options)
}
