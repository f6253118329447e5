import type { CheckOutcome } from '#engine/checkers/checker.ts'
import { FakeClock } from '#engine/fake-clock.ts'
import type { Observation, SeriesFacts } from '#engine/history/history-store.ts'
import { ChangeLog } from '#engine/status/change-log.ts'
import { StatusBook } from '#engine/status/status-book.ts'
import { type ConfigInput, configSchema, type MonitorInput } from '#shared/config.ts'

export const GOOD: CheckOutcome = { status: 'healthy', message: '200 OK', responseTimeMs: 12, details: {} }
export const BAD: CheckOutcome = {
  ...{ status: 'unhealthy', message: 'Refused the connection.', responseTimeMs: null, details: {} },
}

/** A monitor whose status follows each check at once. */
export const monitorInput = (id: string, over: Partial<MonitorInput> = {}): MonitorInput => ({
  ...{
    id,
    name: `Name of ${id}`,
    category: 'database',
    check: { kind: 'http', url: `http://${id}.example/` },
  },
  ...{ intervalSeconds: 20, failuresToUnhealthy: 1, successesToHealthy: 1 },
  ...over,
})

/** What takes the results of a book in. */
export interface ResultTaker {
  add(result: Observation): void
  addMetric?(facts: SeriesFacts, at: number, value: number | null): void
}

/** A real status book on a clock that is moved by hand, telling its results to whoever is set. */
export function watchedBook(input: ConfigInput) {
  const clock = new FakeClock()
  let taker: ResultTaker | null = null
  const book = new StatusBook(
    {
      clock,
      changes: new ChangeLog(),
      describeTarget: () => ({ text: '', host: null }),
      externalInterfaces: () => ['eth0'],
      onTransition: () => undefined,
      onResult: (kind, id, { at, grade: status, responseTimeMs: value }) =>
        taker?.add({ kind, id, at, status, value }),
      onMutes: () => undefined,
      onNetworkBack: () => undefined,
    },
    configSchema.parse(input).thresholds,
    [],
  )
  book.configure(configSchema.parse(input))
  return {
    clock,
    book,
    configure: (next: ConfigInput) => book.configure(configSchema.parse(next)),
    tellTo: (next: ResultTaker) => {
      taker = next
    },
  }
}
