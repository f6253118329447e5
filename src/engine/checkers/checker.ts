import type { z } from 'zod'
import type { Status } from '#shared/status.ts'
import type { Details } from '#shared/views.ts'
import type { Clock } from '../clock.ts'

/**
 * What kind of failure a check met. `unreachable` and `timeout` are the ones that a dead network also causes; the
 * status book uses that to tell "no network here" from an outage.
 */
export type FailureKind =
  | 'unreachable'
  | 'timeout'
  | 'refused'
  | 'tls'
  | 'auth'
  | 'quota'
  | 'protocol'
  | 'unexpected'
  | 'misconfigured'

/** What one check found, before thresholds and confirmation. Immutable. */
export interface CheckOutcome {
  /** `unknown` only where the thing checked itself says so (a plug-in's exit code 3). */
  readonly status: Status
  /** A sentence for a person; of a healthy one a short fact such as "200 OK". */
  readonly message: string
  /** How long the thing checked took to answer, in ms; null where there was no answer. */
  readonly responseTimeMs: number | null
  readonly details: Details
  readonly failure?: FailureKind
  /** When the certificate that was presented expires, in ms since the epoch. */
  readonly certificateExpiresAt?: number
  /** How long the service asks to be left alone, in ms (`Retry-After`); honoured where a quota is the trouble. */
  readonly retryAfterMs?: number
}

/** Something a checker keeps between checks, such as a connection pool. */
export interface Kept {
  close(): Promise<void> | void
}

/** What a checker is given besides its target. */
export interface CheckContext {
  /** Aborted at the deadline or when the engine stops: everything the check started must end then. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly clock: Clock
  /** The one of this class that was kept, or a new one that is from now on; closed when the engine stops or the monitor changes. */
  keep<T extends Kept>(Type: new () => T): T
}

/** Where a check goes, in words that are safe to show. */
export interface TargetDescription {
  /** Without credentials: "https://api.example.com/health", "127.0.0.1:5432". */
  readonly text: string
  /** The host it connects to; null where it stays on this machine (a command, files). */
  readonly host: string | null
}

/**
 * The code that runs one kind of check: one file each, registered in `registry.ts`.
 *
 * `check` returns an outcome for whatever it understood and throws what it did not; `runCheck` around it owns the
 * deadline, the wording of thrown errors and the redaction of secrets.
 */
export interface Checker<Target = unknown> {
  readonly kind: string
  /** The kind's name in the interface: "HTTP", "PostgreSQL". */
  readonly title: string
  /** One line on what it checks. */
  readonly summary: string
  /** Schema of the check without `kind`. `.meta({title, description, unit, secret, advanced})` are the form's hints. */
  readonly schema: z.ZodType<Target>
  readonly defaults: { readonly category: string; readonly timeoutSeconds?: number }
  /** It calls the API of a vendor, where each call counts against a plan: run anew on demand less often. */
  readonly callsVendor?: boolean
  /** Steps for a person when it fails, from the report's troubleshooting guide where it has them. */
  readonly whatToCheck: readonly string[]
  describe(target: Target): TargetDescription
  check(target: Target, context: CheckContext): Promise<CheckOutcome>
}

/** Lets a checker be written with its own target type and be kept in a list with others. */
export function defineChecker<Target>(checker: Checker<Target>): Checker {
  // A target that comes again, as that of a monitor does, is parsed once: parsing is a fifth of what a check costs.
  const parsed = new WeakMap<object, { readonly target: Target }>()
  const parse = (target: unknown): Target => {
    if (typeof target !== 'object' || target === null) return checker.schema.parse(target)
    const known = parsed.get(target) ?? { target: checker.schema.parse(target) }
    parsed.set(target, known)
    return known.target
  }
  return {
    kind: checker.kind,
    title: checker.title,
    summary: checker.summary,
    schema: checker.schema,
    defaults: checker.defaults,
    callsVendor: checker.callsVendor ?? false,
    whatToCheck: checker.whatToCheck,
    // Parsed here, so that what reaches a checker is its own type without a cast; schemas are idempotent.
    describe: target => checker.describe(parse(target)),
    check: (target, context) => checker.check(parse(target), context),
  }
}

/** Thrown by a checker that knows exactly what is wrong; its message is shown as it is. */
export class CheckFailure extends Error {
  readonly failure: FailureKind
  readonly details: Details

  constructor(failure: FailureKind, message: string, details: Details = {}) {
    super(message)
    this.name = 'CheckFailure'
    this.failure = failure
    this.details = details
  }
}
