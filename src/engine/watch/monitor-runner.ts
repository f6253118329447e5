import type { CheckConfig, Monitor, Thresholds } from '#shared/config.ts'
import { holdsReference } from '#shared/reference.ts'
import type { Checker, CheckOutcome, TargetDescription } from '../checkers/checker.ts'
import { runCheck } from '../checkers/run-check.ts'
import type { Clock } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import { effectiveRestMs, effectiveRetryMs, effectiveTimeoutMs } from '../status/effective-rules.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { KeptResources } from './kept-resources.ts'
import type { WakeGrace } from './wake-grace.ts'

export interface MonitorRunnerOptions {
  readonly clock: Clock
  readonly checkers: readonly Checker[]
  readonly book: StatusBook
  readonly kept: KeptResources
  readonly grace: WakeGrace
  readonly thresholds: () => Thresholds
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in a check's target. */
  readonly resolve: (target: unknown) => Promise<Resolved<unknown>>
  /** Aborted when the engine stops. */
  readonly signal: AbortSignal
}

/** A check's target with its references filled in. */
interface Ready {
  readonly ok: true
  readonly target: unknown
  readonly secrets: readonly string[]
}

interface NotReady {
  readonly ok: false
  readonly problem: string
}

/** Runs the checks of monitors: finds the checker, fills in references, keeps the deadline, hands over the outcome. */
export class MonitorRunner {
  readonly #options: MonitorRunnerOptions
  readonly #checkers: ReadonlyMap<string, Checker>
  readonly #plain = new WeakMap<CheckConfig, Ready>()

  constructor(options: MonitorRunnerOptions) {
    this.#options = options
    this.#checkers = new Map(options.checkers.map(checker => [checker.kind, checker]))
  }

  checkerOf(kind: string): Checker | undefined {
    return this.#checkers.get(kind)
  }

  /** Where a monitor's check goes, as far as that can be told while references are not filled in. */
  describeTarget(monitor: Monitor): TargetDescription {
    const { kind, ...target } = monitor.check
    try {
      const description = this.#checkers.get(kind)?.describe(target)
      if (description) return description
    } catch {
      // A target that is a reference as a whole has no address yet; its text says which reference.
    }
    return { text: mainField(target), host: null }
  }

  /** Runs one scheduled check and records it. Answers the ms until the next where that is not the interval. */
  async run(id: string): Promise<number | undefined> {
    const { book, clock, grace, thresholds } = this.#options
    const entry = book.monitors.get(id)
    if (!entry || entry.monitor.paused) return undefined
    const { monitor } = entry
    const startedAt = clock.monotonic()
    const outcome = await this.check(monitor, id)
    // The configuration may have changed meanwhile: the outcome belongs to the check that was run.
    if (this.#options.signal.aborted || book.monitors.get(id)?.monitor.check !== monitor.check)
      return undefined
    const { host } = entry.description
    const isExcused = grace.excuses({ failure: outcome.failure, startedAt, host })
    const isPending = isExcused || book.recordCheck(id, outcome).isPending
    // An outage is confirmed within seconds, whatever else is asked for meanwhile.
    if (isPending) return effectiveRetryMs(monitor, thresholds())
    const restMs = effectiveRestMs(outcome)
    return restMs > monitor.intervalSeconds * 1000 ? restMs : undefined
  }

  /** Runs one check of a monitor, configured or only drafted, without recording it. */
  async check(monitor: Monitor, owner: string): Promise<CheckOutcome> {
    const { clock, kept, signal } = this.#options
    const checker = this.#checkers.get(monitor.check.kind)
    if (!checker) return misconfigured(`There is no kind of check called "${monitor.check.kind}".`)
    const ready = this.#plain.get(monitor.check) ?? (await this.#prepare(checker, monitor.check))
    if (!ready.ok) return misconfigured(ready.problem)
    return runCheck(checker, ready.target, {
      timeoutMs: effectiveTimeoutMs(monitor, checker.defaults.timeoutSeconds),
      clock,
      keep: kept.keeperFor(owner),
      signal,
      secrets: ready.secrets,
    })
  }

  /** Fills in references and validates; what holds no reference is kept, since it cannot come out differently. */
  async #prepare(checker: Checker, check: CheckConfig): Promise<Ready | NotReady> {
    const { kind: _, ...target } = check
    const resolved = await this.#options.resolve(target)
    if (!resolved.ok) return { ok: false, problem: resolved.message }
    const parsed = checker.schema.safeParse(resolved.value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return {
        ok: false,
        problem: `Its settings are not right: ${issue?.path.join('.')}: ${issue?.message}`,
      }
    }
    const ready: Ready = { ok: true, target: resolved.value, secrets: resolved.secrets }
    if (!holdsReference(JSON.stringify(target))) this.#plain.set(check, ready)
    return ready
  }
}

const misconfigured = (message: string): CheckOutcome => ({
  ...{ status: 'unhealthy', message, responseTimeMs: null, details: {}, failure: 'misconfigured' },
})

function mainField(target: Omit<CheckConfig, 'kind'>): string {
  for (const field of ['url', 'host', 'path']) {
    const value = target[field]
    if (typeof value === 'string') return value
  }
  return ''
}
