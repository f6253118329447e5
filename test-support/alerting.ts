import type { AlertStore } from '#engine/alerts/alert-store.ts'
import { AlertSubjects } from '#engine/alerts/alert-subjects.ts'
import { Alerts } from '#engine/alerts/alerts.ts'
import { compileRules, evaluate } from '#engine/alerts/evaluate.ts'
import { MemoryAlertStore } from '#engine/alerts/memory-alert-store.ts'
import { pushedSubjects } from '#engine/alerts/pushed-subjects.ts'
import type { CheckOutcome } from '#engine/checkers/checker.ts'
import { FakeClock } from '#engine/fake-clock.ts'
import type { Delivery } from '#engine/notify/delivery.ts'
import type { Notifier } from '#engine/notify/notifier.ts'
import { ChangeLog } from '#engine/status/change-log.ts'
import { StatusBook } from '#engine/status/status-book.ts'
import { type ConfigInput, configSchema } from '#shared/config.ts'
import { recordingLog } from './recording-log.ts'
import { BAD, GOOD } from './watched-book.ts'

/** One notifier of each style, by its name. */
export const KINDS: readonly Pick<Notifier, 'kind' | 'style' | 'isHere'>[] = [
  { kind: 'native', style: 'replaces', isHere: true },
  { kind: 'chat', style: 'messages', isHere: false },
  { kind: 'pager', style: 'incidents', isHere: false },
  { kind: 'log', style: 'records', isHere: false },
]

export interface AlertingOptions {
  /** Opens what is kept; in memory where it is left out. */
  readonly openStore?: () => AlertStore & { readonly open?: () => Promise<void> }
  readonly startMs?: number
  readonly checkSoon?: (ids: readonly string[]) => void
  readonly deliver?: (deliveries: readonly Delivery[]) => void
}

/** The alerts over a real status book and the real stages, on a clock that is moved by hand. */
export function alerting(input: ConfigInput, options: AlertingOptions = {}) {
  const clock = new FakeClock(options.startMs)
  const inMemory = new MemoryAlertStore()
  const openStore = options.openStore ?? (() => inMemory)
  let store = openStore()
  let config = configSchema.parse(input)
  let quietUntil: number | null = null
  let interfaces: readonly string[] = ['eth0']
  const changes = new ChangeLog()
  const log = recordingLog()
  const told: Delivery[] = []
  let seed = 1
  /** Always the same numbers (Park and Miller's generator), so that a test fails the same way twice. */
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const makeBook = () => {
    const book = new StatusBook(
      {
        ...{ clock, changes, externalInterfaces: () => interfaces },
        describeTarget: ({ id }) => ({ text: '', host: `${id}.example` }),
        ...{ onTransition: () => {}, onMutes: () => {}, onNetworkBack: () => {} },
      },
      config.thresholds,
      [],
    )
    book.configure(config)
    return book
  }
  const makeAlerts = (book: StatusBook) =>
    new Alerts({
      ...{ clock, log, changes, book, store, kinds: KINDS, random, quietUntil: () => quietUntil },
      config: () => config,
      subjects: new AlertSubjects({
        ...{ book, now: () => clock.now(), thresholds: () => config.thresholds },
        further: pushedSubjects(book.pushedAlerts),
      }),
      prepareRules: rules => {
        const compiled = compileRules(rules)
        return (subject, memory, now) => evaluate(compiled, subject, memory, now)
      },
      deliver: deliveries => {
        told.push(...deliveries)
        options.deliver?.(deliveries)
      },
      ...(options.checkSoon && { checkSoon: options.checkSoon }),
    })
  let book = makeBook()
  let alerts = makeAlerts(book)
  const record = (outcome: CheckOutcome, ids: readonly string[]) => {
    for (const id of ids) book.recordCheck(id, outcome)
  }
  return {
    ...{ clock, told, log, changes },
    get store() {
      return store
    },
    get alerts() {
      return alerts
    },
    get book() {
      return book
    },
    /** These fail now. */
    fail: (...ids: readonly string[]) =>
      record({ ...BAD, failure: 'refused', message: 'Refused the connection.' }, ids),
    /** These cannot be reached now: the way to them is gone. */
    lose: (...ids: readonly string[]) =>
      record({ ...BAD, failure: 'unreachable', message: 'It cannot be reached.' }, ids),
    /** These are found well now. */
    heal: (...ids: readonly string[]) => record(GOOD, ids),
    slow: (...ids: readonly string[]) =>
      record({ ...GOOD, status: 'degraded', message: 'It answers slowly.' }, ids),
    configure(next: ConfigInput) {
      config = configSchema.parse(next)
      book.configure(config)
      alerts.configure()
    },
    setQuiet(until: number | null) {
      quietUntil = until
      alerts.look()
    },
    setNetwork(is: boolean) {
      interfaces = is ? ['eth0'] : []
    },
    /** Ends it, as a crash does, and begins anew with what the store has. */
    async restart() {
      alerts.stop()
      book.stop()
      store.close()
      store = openStore()
      book = makeBook()
      alerts = makeAlerts(book)
      await alerts.start()
    },
    /** What one notifier was told, its titles. */
    titles: (notifierId = 'desktop') =>
      told.filter(one => one.notifierId === notifierId).map(({ message }) => message.title),
    start: () => alerts.start(),
  }
}
