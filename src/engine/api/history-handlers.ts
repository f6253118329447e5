import type { ContractHandlers } from '#shared/contract.ts'
import { availability, type SeriesInfo, type UptimeRow } from '#shared/history.ts'
import type { Clock } from '../clock.ts'
import type { ConfigStore } from '../config/config-store.ts'
import type { History } from '../history/history.ts'
import { HistoryFailure } from '../history/history-store.ts'
import { seriesKey } from '../history/series-key.ts'
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
  | 'statusSpans'
  | 'uptimeTable'
  | 'trends'
  | 'historyInfo'
  | 'historyBackups'
  | 'backupHistory'
  | 'restoreHistory'

const DAY_MS = 86_400_000
/** More changes of status than a chart can show. */
const MOST_SPANS = 5000
const OF_STATUS = ['monitor', 'backend', 'service'] as const

/** Everything that is remembered. */
export function historyHandlers(options: HistoryHandlersOptions): Pick<ContractHandlers, HistoryProcedures> {
  const { clock, history } = options
  return {
    historySeries: () => refusing(async () => [...(await history.store.series())]),
    history: query => refusing(async () => [...(await history.store.chart(query))]),
    statusSpans: query =>
      refusing(async () => [
        ...(await history.store.spans({ ...query, kinds: OF_STATUS, limit: MOST_SPANS })),
      ]),
    uptimeTable: ({ days }) => refusing(() => uptimeTable(options, days)),
    trends: () => [],
    historyInfo: () => refusing(() => history.store.info()),
    historyBackups: () => [],
    backupHistory: () => {
      throw new ContractRefusal('failed', `There is no backup at ${clock.now()}.`)
    },
    restoreHistory: () => ({ ok: true }),
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
  const now = clock.now()
  const { sloDays, sloPercent } = config.current().history
  const windows = [...days, sloDays].map(count => ({ fromMs: now - count * DAY_MS, toMs: now }))
  const [found, series] = await Promise.all([
    history.store.uptime({ series: null, kinds: OF_STATUS, windows }),
    history.store.series(),
  ])
  const infos = new Map<string, SeriesInfo>(series.map(info => [seriesKey(info), info]))
  return found.flatMap(({ kind, id, windows: times }) => {
    const info = infos.get(seriesKey({ kind, id }))
    const inSlo = times.at(-1)
    if (info === undefined || inSlo === undefined) return []
    const percent = (kind === 'monitor' ? book.monitors.get(id)?.monitor.sloPercent : undefined) ?? sloPercent
    const budgetMs = (1 - percent / 100) * sloDays * DAY_MS
    return [
      {
        ...{ kind, id, name: info.name, category: info.category },
        windows: times
          .slice(0, -1)
          .map((window, index) => ({ ...window, fromMs: 0, toMs: now, ...windows[index] })),
        slo: {
          ...{ percent, days: sloDays, availability: availability(inSlo) },
          ...{ budgetMs, leftMs: budgetMs - inSlo.unhealthyMs },
        },
      },
    ]
  })
}
