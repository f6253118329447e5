import type { Checker, CheckOutcome } from '#engine/checkers/checker.ts'
import { runCheck } from '#engine/checkers/run-check.ts'
import { type Clock, systemClock } from '#engine/clock.ts'
import { KeptResources } from '#engine/watch/kept-resources.ts'

/** How to check, where that is not the usual way. */
export interface VendorCheckOptions {
  readonly timeoutMs?: number
  readonly clock?: Clock
}

/** Runs checks of one monitor: what is kept from one to the next is kept. */
export function vendorChecks(
  checker: Checker,
): (target: object, options?: VendorCheckOptions) => Promise<CheckOutcome> {
  const keep = new KeptResources().keeperFor('test')
  return (target, { timeoutMs = 5000, clock = systemClock } = {}) =>
    runCheck(checker, checker.schema.parse(target), { timeoutMs, clock, keep })
}

/** The message with its ports named, which differ from run to run. */
export function sentence({ message }: CheckOutcome): string {
  return message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
}
